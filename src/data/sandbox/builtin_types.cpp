#include "data/sandbox/schema/notation.hpp"
#include "data/sandbox/type_registry.hpp"

/// The built-in types, with the fields of Kubernetes 1.35 as far as anything here writes them. Below the fields that are spelt out, `~`
/// keeps what comes. List kinds, keys and defaults are those of the API's OpenAPI document (x-kubernetes-list-type and patch-merge-key).
namespace nexa::sandbox {

namespace {

constexpr std::string_view condition =
    "{type*:s,status*:s,observedGeneration:i,lastProbeTime:t,lastUpdateTime:t,lastTransitionTime:t,reason:s,message:s}";

constexpr std::string_view container =
    "{name*:s,image:s,command:[s],args:[s],workingDir:s,ports:[{name:s,hostPort:i,containerPort*:i,protocol:s='TCP',hostIP:s}|"
    "containerPort,protocol],"
    "envFrom:[~],env:[{name*:s,value:s,valueFrom:{fieldRef:!{apiVersion:s='v1',fieldPath:s},resourceFieldRef:!{containerName:s,resource:s,"
    "divisor:q},"
    "configMapKeyRef:!{name:s,key:s,optional:b},secretKeyRef:!{name:s,key:s,optional:b},fileKeyRef:!~}}|name],"
    "resources:&{limits:<q>,requests:<q>,claims:[{name*:s,request:s}|name]}={},resizePolicy:[~],restartPolicy:s,restartPolicyRules:[~],"
    "volumeMounts:[{name*:s,readOnly:b,recursiveReadOnly:s,mountPath*:s,subPath:s,mountPropagation:s,subPathExpr:s}|mountPath],"
    "volumeDevices:[{name*:s,devicePath*:s}|devicePath],livenessProbe:~,readinessProbe:~,startupProbe:~,lifecycle:~,"
    "terminationMessagePath:s='/dev/"
    "termination-log',terminationMessagePolicy:s='File',imagePullPolicy:s='IfNotPresent',securityContext:~,stdin:b,stdinOnce:b,tty:b,"
    "targetContainerName:s}";

std::string pod_spec() {
    return fmt::format(
        "{{activeDeadlineSeconds:i,affinity:~,automountServiceAccountToken:b,containers*:&[{0}|name],dnsConfig:~,dnsPolicy:s='ClusterFirst'"
        ",enableServiceLinks:b,"
        "ephemeralContainers:[{0}|name],hostAliases:[{{ip*:s,hostnames:[s]}}|ip],hostIPC:b,hostNetwork:b,hostPID:b,hostUsers:b,hostname:s,"
        "hostnameOverride:s,"
        "imagePullSecrets:[!{{name:s}}|name],initContainers:[{0}|name],nodeName:s,nodeSelector:!<s>,os:~,overhead:<q>,preemptionPolicy:s,"
        "priority:i,"
        "priorityClassName:s,readinessGates:[~],resourceClaims:[{{name*:s,resourceClaimName:s,resourceClaimTemplateName:s}}|name],"
        "resources:~,"
        "restartPolicy:s='Always',runtimeClassName:s,schedulerName:s='default-scheduler',schedulingGates:[{{name*:s}}|name],"
        "securityContext:~={{}},"
        "serviceAccount:s,serviceAccountName:s,setHostnameAsFQDN:b,shareProcessNamespace:b,subdomain:s,terminationGracePeriodSeconds:i=30,"
        "tolerations:[~],"
        "topologySpreadConstraints:[{{topologyKey*:s,whenUnsatisfiable*:s,maxSkew:i,labelSelector:~,minDomains:i,matchLabelKeys:[s],"
        "nodeAffinityPolicy:s,"
        "nodeTaintsPolicy:s}}|topologyKey,whenUnsatisfiable],volumes:[{{name*:s,..}}|name],workloadRef:~}}",
        container);
}

std::string pod_template() {
    return "&{metadata:&{annotations:<s>,labels:<s>,name:s,namespace:s,creationTimestamp:t,finalizers:[=s],generateName:s},spec:&" +
           pod_spec() + "}";
}

std::string conditions_by_type() {
    return fmt::format("[{}|type]", condition);
}

constexpr std::string_view label_selector = "!{matchLabels:<s>,matchExpressions:[~]}";

const std::vector<std::string> all_verbs = {"create", "delete", "deletecollection", "get", "list", "patch", "update", "watch"};
const std::vector<std::string> namespace_verbs = {"create", "delete", "get", "list", "patch", "update", "watch"};

/// A row of the table; what most types share has a default.
struct Row {
    std::string group;
    std::string version;
    std::string kind;
    std::string plural;
    std::vector<std::string> short_names = {};
    std::vector<std::string> categories = {};
    bool namespaced = true;
    bool generation = false;
    bool status = true;
    std::optional<ScalePaths> scale = std::nullopt;
    std::string fields;
    std::vector<PrinterColumn> columns;
    std::string storage = {};
};

std::vector<Row> rows() {
    const auto pods = pod_spec();
    const auto pod_template_text = pod_template();
    const auto conditions = conditions_by_type();
    const ScalePaths replicas{".spec.replicas", ".status.replicas", ".status.labelSelector"};
    const PrinterColumn data{"Data", "string", "cell:data", "", 0, ""};
    return {
        {.group = "",
         .version = "v1",
         .kind = "Namespace",
         .plural = "namespaces",
         .short_names = {"ns"},
         .namespaced = false,
         .fields = "spec:&{finalizers:[s]},status:&{phase:s,conditions:" + conditions + "}",
         .columns = {{"Status", "string", ".status.phase", "The status of the namespace", 0, ""}}},
        {.group = "",
         .version = "v1",
         .kind = "Node",
         .plural = "nodes",
         .short_names = {"no"},
         .namespaced = false,
         .fields = "spec:&{podCIDR:s,podCIDRs:[=s],providerID:s,taints:[~],unschedulable:b,configSource:~},status:&{addresses:[{type*:s,"
                   "address*:s}|type],"
                   "allocatable:<q>,capacity:<q>,conditions:" +
                   conditions +
                   ",nodeInfo:&~,phase:s,images:[~],volumesAttached:[~],volumesInUse:[s],daemonEndpoints:&~,config:~,features:~,"
                   "declaredFeatures:[s],runtimeHandlers:[~]}",
         .columns = {{"Status", "string", "cell:node-status", "The status of the node", 0, ""},
                     {"Roles", "string", "cell:node-roles", "The roles of the node", 0, ""},
                     {"Age", "string", ".metadata.creationTimestamp", "", 0, "age"},
                     {"Version", "string", ".status.nodeInfo.kubeletVersion", "Kubelet Version reported by the node.", 0, ""}}},
        {.group = "",
         .version = "v1",
         .kind = "Pod",
         .plural = "pods",
         .short_names = {"po"},
         .categories = {"all"},
         .generation = true,
         .fields = "spec:&" + pods + ",status:&{conditions:" + conditions +
                   ",containerStatuses:[~],ephemeralContainerStatuses:[~],hostIP:s,hostIPs:[{ip*:s}|ip],initContainerStatuses:[~],message:"
                   "s,nominatedNodeName:s,"
                   "observedGeneration:i,phase:s,podIP:s,podIPs:[{ip*:s}|ip],qosClass:s,reason:s,resize:s,resourceClaimStatuses:[~],"
                   "startTime:t,allocatedResources:<q>,resources:~,extendedResourceClaimStatus:~}",
         .columns = {{"Ready", "string", "cell:pod-ready", "The aggregate readiness state of this pod for accepting traffic.", 0, ""},
                     {"Status", "string", "cell:pod-status", "The aggregate status of the containers in this pod.", 0, ""},
                     {"Restarts", "string", "cell:pod-restarts", "The number of times the containers in this pod have been restarted.", 0,
                      ""},
                     {"Age", "string", ".metadata.creationTimestamp", "", 0, "age"},
                     {"IP", "string", ".status.podIP", "", 1, ""},
                     {"Node", "string", ".spec.nodeName", "", 1, ""}}},
        {.group = "",
         .version = "v1",
         .kind = "Event",
         .plural = "events",
         .short_names = {"ev"},
         .status = false,
         .fields = "action:s,count:i,eventTime:s,firstTimestamp:t,lastTimestamp:t,involvedObject:!&{apiVersion:s,fieldPath:s,kind:s,name:s,"
                   "namespace:s,resourceVersion:s,uid:s},"
                   "message:s,reason:s,related:!{apiVersion:s,fieldPath:s,kind:s,name:s,namespace:s,resourceVersion:s,uid:s},"
                   "reportingComponent:s,reportingInstance:s,"
                   "series:~,source:&{component:s,host:s},type:s",
         .columns = {{"Last Seen", "string", "cell:event-last-seen", "", 0, ""},
                     {"Type", "string", ".type", "", 0, ""},
                     {"Reason", "string", ".reason", "", 0, ""},
                     {"Object", "string", "cell:event-object", "", 0, ""},
                     {"Message", "string", ".message", "", 0, ""}},
         .storage = "events"},
        {.group = "events.k8s.io",
         .version = "v1",
         .kind = "Event",
         .plural = "events",
         .short_names = {"ev"},
         .status = false,
         .fields = "action:s,count:i,eventTime:s,firstTimestamp:t,lastTimestamp:t,involvedObject:~,message:s,reason:s,related:~,"
                   "reportingComponent:s,reportingInstance:s,"
                   "series:~,source:~,type:s,note:s,regarding:~,reportingController:s,deprecatedCount:i,deprecatedFirstTimestamp:t,"
                   "deprecatedLastTimestamp:t,deprecatedSource:~",
         .columns = {{"Last Seen", "string", "cell:event-last-seen", "", 0, ""},
                     {"Type", "string", ".type", "", 0, ""},
                     {"Reason", "string", ".reason", "", 0, ""},
                     {"Object", "string", "cell:event-object", "", 0, ""},
                     {"Message", "string", ".message", "", 0, ""}},
         .storage = "events"},
        {.group = "",
         .version = "v1",
         .kind = "ConfigMap",
         .plural = "configmaps",
         .short_names = {"cm"},
         .status = false,
         .fields = "binaryData:<y>,data:<s>,immutable:b",
         .columns = {data}},
        {.group = "",
         .version = "v1",
         .kind = "Secret",
         .plural = "secrets",
         .status = false,
         .fields = "data:<y>,immutable:b,stringData:<s>,type:s='Opaque'",
         .columns = {{"Type", "string", ".type", "", 0, ""}, data}},
        {.group = "",
         .version = "v1",
         .kind = "Service",
         .plural = "services",
         .short_names = {"svc"},
         .categories = {"all"},
         .fields = "spec:&{allocateLoadBalancerNodePorts:b,clusterIP:s,clusterIPs:[s],externalIPs:[s],externalName:s,externalTrafficPolicy:"
                   "s,healthCheckNodePort:i,"
                   "internalTrafficPolicy:s='Cluster',ipFamilies:[s],ipFamilyPolicy:s='SingleStack',loadBalancerClass:s,loadBalancerIP:s,"
                   "loadBalancerSourceRanges:[s],"
                   "ports:[{name:s,protocol:s='TCP',appProtocol:s,port*:i,targetPort:q,nodePort:i}|port,protocol],publishNotReadyAddresses:"
                   "b,selector:!<s>,"
                   "sessionAffinity:s='None',sessionAffinityConfig:~,trafficDistribution:s,type:s='ClusterIP'},status:&{conditions:" +
                   conditions + ",loadBalancer:&~={}}",
         .columns = {{"Type", "string", ".spec.type", "", 0, ""},
                     {"Cluster-IP", "string", ".spec.clusterIP", "", 0, ""},
                     {"External-IP", "string", "cell:service-external", "", 0, ""},
                     {"Port(s)", "string", "cell:service-ports", "", 0, ""},
                     {"Age", "string", ".metadata.creationTimestamp", "", 0, "age"},
                     {"Selector", "string", "cell:service-selector", "", 1, ""}}},
        {.group = "",
         .version = "v1",
         .kind = "ServiceAccount",
         .plural = "serviceaccounts",
         .short_names = {"sa"},
         .status = false,
         .fields = "automountServiceAccountToken:b,imagePullSecrets:[!{name:s}@name],secrets:[!{apiVersion:s,fieldPath:s,kind:s,name:s,"
                   "namespace:s,resourceVersion:s,uid:s}|name]",
         .columns = {{"Secrets", "string", "cell:secrets", "", 0, ""}}},
        {.group = "",
         .version = "v1",
         .kind = "PersistentVolumeClaim",
         .plural = "persistentvolumeclaims",
         .short_names = {"pvc"},
         .fields = "spec:&{accessModes:[s],dataSource:~,dataSourceRef:~,resources:&{limits:<q>,requests:<q>},selector:~,storageClassName:s,"
                   "volumeAttributesClassName:s,"
                   "volumeMode:s='Filesystem',volumeName:s},status:&{accessModes:[s],allocatedResourceStatuses:<s>,allocatedResources:<q>,"
                   "capacity:<q>,conditions:" +
                   conditions + ",currentVolumeAttributesClassName:s,modifyVolumeStatus:~,phase:s}",
         .columns = {{"Status", "string", ".status.phase", "", 0, ""},
                     {"Volume", "string", ".spec.volumeName", "", 0, ""},
                     {"Capacity", "string", ".status.capacity.storage", "", 0, ""},
                     {"Access Modes", "string", "cell:access-modes", "", 0, ""},
                     {"StorageClass", "string", ".spec.storageClassName", "", 0, ""}}},
        {.group = "apps",
         .version = "v1",
         .kind = "Deployment",
         .plural = "deployments",
         .short_names = {"deploy"},
         .categories = {"all"},
         .generation = true,
         .scale = replicas,
         .fields = "spec:&{minReadySeconds:i,paused:b,progressDeadlineSeconds:i=600,replicas:i=1,revisionHistoryLimit:i=10,selector*:" +
                   std::string(label_selector) +
                   ",strategy:&{rollingUpdate:{maxSurge:q,maxUnavailable:q},type:s='RollingUpdate'}={},template*:" + pod_template_text +
                   "},status:&{availableReplicas:i,collisionCount:i,conditions:" + conditions +
                   ",observedGeneration:i,readyReplicas:i,replicas:i,terminatingReplicas:i,unavailableReplicas:i,updatedReplicas:i}",
         .columns = {{"Ready", "string", "cell:replicas-ready", "Number of the pod with ready state", 0, ""},
                     {"Up-to-date", "string", "cell:replicas-updated", "", 0, ""},
                     {"Available", "string", "cell:replicas-available", "", 0, ""},
                     {"Age", "string", ".metadata.creationTimestamp", "", 0, "age"},
                     {"Containers", "string", "cell:container-names", "Names of each container in the template.", 1, ""},
                     {"Images", "string", "cell:container-images", "Images referenced by each container in the template.", 1, ""},
                     {"Selector", "string", "cell:selector", "", 1, ""}}},
        {.group = "apps",
         .version = "v1",
         .kind = "ReplicaSet",
         .plural = "replicasets",
         .short_names = {"rs"},
         .categories = {"all"},
         .generation = true,
         .scale = replicas,
         .fields = "spec:&{minReadySeconds:i,replicas:i=1,selector*:" + std::string(label_selector) + ",template:" + pod_template_text +
                   "},status:&{availableReplicas:i,conditions:" + conditions +
                   ",fullyLabeledReplicas:i,observedGeneration:i,readyReplicas:i,replicas:i,terminatingReplicas:i}",
         .columns = {{"Desired", "integer", ".spec.replicas", "", 0, ""},
                     {"Current", "integer", "cell:replicas-current", "", 0, ""},
                     {"Ready", "integer", "cell:replicas-ready-count", "", 0, ""}}},
        {.group = "policy",
         .version = "v1",
         .kind = "PodDisruptionBudget",
         .plural = "poddisruptionbudgets",
         .short_names = {"pdb"},
         .generation = true,
         .fields = "spec:&{maxUnavailable:q,minAvailable:q,selector:" + std::string(label_selector) +
                   ",unhealthyPodEvictionPolicy:s},status:&{conditions:" + conditions +
                   ",currentHealthy:i,desiredHealthy:i,disruptedPods:<t>,disruptionsAllowed:i,expectedPods:i,observedGeneration:i}",
         .columns = {{"Min Available", "string", "cell:pdb-min", "", 0, ""},
                     {"Max Unavailable", "string", "cell:pdb-max", "", 0, ""},
                     {"Allowed Disruptions", "integer", "cell:pdb-allowed", "", 0, ""}}},
        {.group = "networking.k8s.io",
         .version = "v1",
         .kind = "NetworkPolicy",
         .plural = "networkpolicies",
         .short_names = {"netpol"},
         .generation = true,
         .status = false,
         .fields = "spec:&{egress:[~],ingress:[~],podSelector:!&~,policyTypes:[s]}",
         .columns = {{"Pod-Selector", "string", "cell:pod-selector", "", 0, ""}}},
        {.group = "rbac.authorization.k8s.io",
         .version = "v1",
         .kind = "Role",
         .plural = "roles",
         .status = false,
         .fields = "rules:[~]",
         .columns = {{"Created At", "date", ".metadata.creationTimestamp", "", 0, "time"}}},
        {.group = "rbac.authorization.k8s.io",
         .version = "v1",
         .kind = "RoleBinding",
         .plural = "rolebindings",
         .status = false,
         .fields = "roleRef*:!~,subjects:[~]",
         .columns = {{"Role", "string", "cell:role", "", 0, ""}}},
        {.group = "rbac.authorization.k8s.io",
         .version = "v1",
         .kind = "ClusterRole",
         .plural = "clusterroles",
         .namespaced = false,
         .status = false,
         .fields = "rules:[~],aggregationRule:~",
         .columns = {{"Created At", "date", ".metadata.creationTimestamp", "", 0, "time"}}},
        {.group = "rbac.authorization.k8s.io",
         .version = "v1",
         .kind = "ClusterRoleBinding",
         .plural = "clusterrolebindings",
         .namespaced = false,
         .status = false,
         .fields = "roleRef*:!~,subjects:[~]",
         .columns = {{"Role", "string", "cell:role", "", 0, ""}}},
        {.group = "coordination.k8s.io",
         .version = "v1",
         .kind = "Lease",
         .plural = "leases",
         .status = false,
         .fields =
             "spec:&{acquireTime:s,holderIdentity:s,leaseDurationSeconds:i,leaseTransitions:i,preferredHolder:s,renewTime:s,strategy:s}",
         .columns = {{"Holder", "string", ".spec.holderIdentity", "", 0, ""}}},
        {.group = "apiextensions.k8s.io",
         .version = "v1",
         .kind = "CustomResourceDefinition",
         .plural = "customresourcedefinitions",
         .short_names = {"crd", "crds"},
         .categories = {"api-extensions"},
         .namespaced = false,
         .generation = true,
         .fields = "spec*:&{conversion:{strategy*:s,webhook:~},group*:s,names*:&{categories:[s],kind*:s,listKind:s,plural*:s,shortNames:"
                   "[s],singular:s},preserveUnknownFields:b,"
                   "scope*:s,versions*:[~]},status:&{acceptedNames:&~,conditions:" +
                   conditions + ",storedVersions:[s],observedGeneration:i}",
         .columns = {{"Created At", "date", ".metadata.creationTimestamp", "", 0, "time"}}},
    };
}

}  // namespace

std::vector<TypePtr> builtin_types() {
    // Parsed once: all clusters share the types.
    static const std::vector<TypePtr> types = [] {
        std::vector<TypePtr> out;
        for (auto& row : rows()) {
            auto type = std::make_shared<ResourceType>();
            type->group = row.group;
            type->kind = row.kind;
            type->list_kind = row.kind + "List";
            type->plural = row.plural;
            type->singular = row.kind;
            std::ranges::transform(type->singular, type->singular.begin(),
                                   [](char c) { return static_cast<char>(std::tolower(static_cast<unsigned char>(c))); });
            type->short_names = row.short_names;
            type->categories = row.categories;
            type->namespaced = row.namespaced;
            type->generation = row.generation;
            type->storage = row.storage.empty() ? status::qualified(row.plural, row.group) : row.storage;
            type->verbs = row.plural == "namespaces" ? namespace_verbs : all_verbs;
            auto columns = row.columns;
            const bool own_age = std::ranges::any_of(columns, [](const auto& column) {
                return column.format == "age" || column.name == "Last Seen" || column.format == "time";
            });
            if (!own_age) columns.push_back({"Age", "string", ".metadata.creationTimestamp", "", 0, "age"});
            type->versions.push_back({.name = row.version,
                                      .served = true,
                                      .stored = true,
                                      .deprecation_warning = {},
                                      .schema = root_schema(row.fields),
                                      .columns = std::move(columns),
                                      .status = row.status,
                                      .scale = row.scale});
            out.push_back(std::move(type));
        }
        return out;
    }();
    return types;
}

}  // namespace nexa::sandbox
