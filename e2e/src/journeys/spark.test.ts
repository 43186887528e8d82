import { expect } from 'vitest';
import { seriousViolations } from '../support/accessibility';
import { journeys, rewrite, screenshot } from '../support/browser';
import { Kubernetes } from '../support/kubernetes';

journeys(
  'a Spark application',
  (stage) => {
    stage.journey('is made from a template, reviewed, applied, and watched until it completes', async (page) => {
      await stage.signIn(page, 'operator', '/resources/sparkapplications');
      await page.getByRole('link', { name: 'Create Spark application' }).click();
      await page.getByLabel('Namespace').selectOption('team-a');
      await page.getByLabel('Start from').selectOption({ label: 'Scala or Java' });
      const template = await rewrite(page, (text) => text.replace('name: my-application', 'name: journey-pi'));
      expect(template).toContain('kind: SparkApplication');
      expect(template).toContain('namespace: team-a');
      await page.getByText(/^Creates it/).waitFor();

      await page.getByRole('button', { name: 'Review the change' }).click();
      const verdict = page.getByRole('region', { name: 'Verdict' });
      await verdict.getByText(/^Allowed/).waitFor();
      await page.getByText(/nexa apply -f journey-pi\.yaml --cluster dev-eu -n team-a/).waitFor();
      await page.getByLabel('Reason').fill('to see it run');
      await page.getByRole('button', { name: 'Apply to dev-eu / team-a' }).click();

      const run = page.getByRole('region', { name: 'The run' });
      await run.getByText('Applied to the cluster').waitFor();
      await run.getByText('Succeeded').first().waitFor();
      await run.getByRole('link', { name: 'Open journey-pi' }).click();

      // Nothing is loaded again from here on: what happens at the cluster arrives by itself.
      await page.getByRole('heading', { name: 'journey-pi', level: 1 }).waitFor();
      const summary = page.getByRole('region', { name: 'Summary' });
      await summary.getByText('COMPLETED').first().waitFor();
      await page.getByRole('main').getByText('Healthy', { exact: true }).waitFor();
      await page.getByRole('main').getByText('In sync', { exact: true }).waitFor();

      await page.getByRole('tab', { name: 'Logs' }).click();
      await page.getByText(/Pi is roughly|SparkContext/).first().waitFor();
      await page.getByRole('tab', { name: 'Changes' }).click();
      await page.getByText('“to see it run”').waitFor();
      await page.getByRole('tab', { name: 'Events' }).click();
      await page.getByText('SparkDriverCompleted').first().waitFor();
    });

    stage.journey(
      'that ran out of memory says so, with the lines of its log, also when its pod is gone',
      async (page) => {
        const path = '/clusters/dev-eu/namespaces/orders/sparkapplications/fraud-rules-replay';
        await stage.signIn(page, 'admin', path);
        const says = page.getByRole('region', { name: 'What its log says' });
        await says.getByText(/OutOfMemoryError/).waitFor();
        await screenshot(page, 'log-cause');
        expect(await seriousViolations(page)).toEqual([]);
        await new Kubernetes(stage.demo.kubeconfig('dev-eu')).ask('DELETE', '/api/v1/namespaces/orders/pods/fraud-rules-replay-driver').catch(() => undefined);
        await says.getByRole('link', { name: 'The whole log' }).click();
        await page.getByLabel('Which log').selectOption({ index: 1 });
        await page.getByText(/^Kept by Nexa when the attempt ended/).waitFor();
        await page.getByRole('log').getByText(/OutOfMemoryError/).first().waitFor();
        await screenshot(page, 'log-kept');
        expect(await seriousViolations(page)).toEqual([]);
      },
      { theme: 'dark' },
    );

    stage.journey('appears in a list that is open, while it runs', async (page) => {
      await stage.signIn(page, 'viewer');
      await page.goto('/resources/sparkapplications?cluster=dev-eu&namespace=team-b');
      const table = page.getByRole('grid', { name: 'Spark applications' });
      await table.getByRole('link', { name: 'sentiment-batch' }).waitFor();
      const operator = await stage.demo.api('operator');
      const manifest = {
        apiVersion: 'sparkoperator.k8s.io/v1beta2',
        kind: 'SparkApplication',
        metadata: { name: 'arrives-later', namespace: 'team-b' },
        spec: {
          type: 'Scala',
          mode: 'cluster',
          image: 'docker.io/library/spark:4.0.1',
          sparkVersion: '4.0.1',
          mainClass: 'org.apache.spark.examples.SparkPi',
          mainApplicationFile: 'local:///opt/spark/examples/jars/spark-examples.jar',
          driver: { cores: 1, memory: '512m' },
          executor: { instances: 1, cores: 1, memory: '512m' },
        },
      };
      await operator.ask('/clusters/dev-eu/namespaces/team-b/sparkapplications/arrives-later', { method: 'PUT', body: manifest });
      // Rows don't move under the reader: what is new is offered.
      await page.getByRole('button', { name: /newer, show/ }).click();
      const row = table.getByRole('row').filter({ has: page.getByRole('link', { name: 'arrives-later' }) });
      await row.getByText('COMPLETED').waitFor();
      await row.getByText('In sync').waitFor();
    });
  },
  { speed: 10 },
);
