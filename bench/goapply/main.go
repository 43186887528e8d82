// goapply: so many server-side applies of SparkApplications by client-go's dynamic client, 16 at a time, for make bench.
package main

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"sort"
	"sync"
	"sync/atomic"
	"syscall"
	"time"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/client-go/dynamic"
	"k8s.io/client-go/tools/clientcmd"
)

func main() {
	kubeconfig, count := flag.String("kubeconfig", "", ""), flag.Int64("n", 1000, "")
	flag.Parse()
	config, err := clientcmd.BuildConfigFromFlags("", *kubeconfig)
	if err != nil {
		panic(err)
	}
	config.QPS = -1
	applications := dynamic.NewForConfigOrDie(config).Resource(schema.GroupVersionResource{Group: "sparkoperator.k8s.io", Version: "v1beta2", Resource: "sparkapplications"}).Namespace("default")
	var template unstructured.Unstructured
	if err := json.NewDecoder(os.Stdin).Decode(&template.Object); err != nil {
		panic(err)
	}
	took := make([]float64, *count)
	var next atomic.Int64
	var workers sync.WaitGroup
	start := time.Now()
	for range 16 {
		workers.Go(func() {
			for i := next.Add(1) - 1; i < *count; i = next.Add(1) - 1 {
				object := template.DeepCopy()
				object.SetName(fmt.Sprintf("go-%d", i))
				began := time.Now()
				if _, err := applications.Apply(context.Background(), object.GetName(), object, metav1.ApplyOptions{FieldManager: "goapply", Force: true}); err != nil {
					panic(err)
				}
				took[i] = time.Since(began).Seconds()
			}
		})
	}
	workers.Wait()
	seconds := time.Since(start).Seconds()
	sort.Float64s(took)
	var used syscall.Rusage
	_ = syscall.Getrusage(syscall.RUSAGE_SELF, &used)
	cpu := float64(used.Utime.Nano()+used.Stime.Nano()) / 1e9
	_ = json.NewEncoder(os.Stdout).Encode(map[string]float64{"per_s": float64(*count) / seconds, "p50": took[*count/2], "p99": took[*count*99/100], "cpu": cpu})
}
