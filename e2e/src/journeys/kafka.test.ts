import { expect } from 'vitest';
import { pathOf } from '../support/api';
import { absent, journeys, rewrite } from '../support/browser';
import { groupPath, Kubernetes } from '../support/kubernetes';
import { asYaml, smallKafka, topic } from '../support/manifests';
import type { Change } from '../support/types';
import { until } from '../support/until';

journeys('Kafka', (stage) => {
  stage.journey('a topic can’t be given fewer partitions: the review names the rule', async (page) => {
    await stage.signIn(page, 'operator', '/clusters/dev-eu/namespaces/team-a/kafkatopics/page-views');
    await page.getByRole('link', { name: 'Edit' }).click();
    await rewrite(page, (text) => {
      expect(text).toMatch(/^ {2}partitions: 12$/m);
      return text.replace('partitions: 12', 'partitions: 6');
    });
    const checks = page.getByRole('region', { name: 'Checks' });
    await checks.getByText('topic-partitions-shrink').waitFor();

    await page.getByRole('button', { name: 'Review the change' }).click();
    const verdict = page.getByRole('region', { name: 'Verdict' });
    await verdict.getByText('Blocked by 1 violation').waitFor();
    await verdict.getByText('topic-partitions-shrink').waitFor();
    await verdict.getByText(/has 12 partitions and can't shrink to 6/).waitFor();
    await verdict.getByText('To mend it:').waitFor();
    const apply = page.getByRole('button', { name: 'Apply to dev-eu / team-a' });
    expect(await apply.isDisabled()).toBe(true);
    await absent(page.getByLabel('Override the rules'));

    // Back, mended, and then it is allowed. It was made by another tool, whose fields are taken over.
    await page.getByRole('button', { name: 'Back to the text' }).click();
    await rewrite(page, (text) => text.replace('partitions: 6', 'partitions: 18'));
    await checks.getByText(/^Changes it/).waitFor();
    await page.getByRole('button', { name: 'Review the change' }).click();
    await verdict.getByText(/^Allowed/).waitFor();
    await page.getByRole('checkbox', { name: /^Take over the fields/ }).check();
    await apply.click();
    const run = page.getByRole('region', { name: 'The run' });
    await run.getByText('Succeeded').first().waitFor();
    await run.getByRole('link', { name: 'Open page-views' }).click();
    await page.getByRole('region', { name: 'Summary' }).getByText('18', { exact: true }).waitFor();
  });

  stage.journey('a change that meets the field of another manager names it, and can take it over', async (page) => {
    const place = { namespace: 'team-a', cluster: 'events' };
    const path = pathOf('dev-eu', 'team-a', 'kafkatopics', 'contested');
    const operator = await stage.demo.api('operator');
    const made = await operator.ask<Change>(path, asYaml(topic('contested', { ...place, config: { 'retention.ms': 1000 } })));
    await operator.runEnded(made.run?.id ?? '');
    const kubernetes = new Kubernetes(stage.demo.kubeconfig('dev-eu'));
    const object = groupPath('kafka.strimzi.io', 'v1', 'team-a', 'kafkatopics', 'contested');
    await kubernetes.apply(object, 'kubectl', topic('contested', { ...place, config: { 'retention.ms': 2000 } }), true);

    await stage.signIn(page, 'operator', path);
    await page.getByRole('main').getByText('Out of sync', { exact: true }).waitFor();
    await page.getByRole('link', { name: 'Edit', exact: true }).click();
    await rewrite(page, (text) => text.replace('retention.ms: 1000', 'retention.ms: 3000'));
    await page.getByRole('button', { name: 'Review the change' }).click();
    const apply = page.getByRole('button', { name: 'Apply to dev-eu / team-a' });
    await apply.click();
    const run = page.getByRole('region', { name: 'The run' });
    await run.getByText(/retention\.ms \(managed by "kubectl"\)/).first().waitFor();
    await run.getByRole('link', { name: 'Take over the fields' }).click();
    await page.getByText(/nexa apply .*--take-over/).waitFor();
    await apply.click();
    await run.getByText('Succeeded').first().waitFor();
    await run.getByRole('link', { name: 'Open contested' }).click();
    await page.getByRole('main').getByText('In sync', { exact: true }).waitFor();
  });

  stage.journey('what was made elsewhere is adopted, and edited as YAML from then on', async (page) => {
    await stage.signIn(page, 'operator', '/clusters/dev-eu/namespaces/team-a/kafkatopics/mobile-crashes');
    await page.getByRole('main').getByText('Unmanaged', { exact: true }).waitFor();
    await page.getByRole('button', { name: 'More' }).click();
    await page.getByRole('menuitem', { name: 'Adopt' }).click();
    await page.getByRole('button', { name: 'Adopt in dev-eu / team-a' }).click();
    await page.getByRole('region', { name: 'Progress' }).getByText('Succeeded').first().waitFor();
    await page.goto('/clusters/dev-eu/namespaces/team-a/kafkatopics/mobile-crashes/edit');
    await rewrite(page, (text) => {
      expect(text).toMatch(/^kind: KafkaTopic$/m);
      return text.replace('partitions: 3', 'partitions: 4');
    });
    await page.getByText(/^Changes it: 1 field differs/).waitFor();
  });

  stage.journey(
    'a Kafka version is changed, which rolls every broker, and rolled back',
    async (page) => {
      const title = 'Every node restarts, one at a time';
      const place = 'dev-eu / team-b';
      const path = pathOf('dev-eu', 'team-b', 'kafkas', 'ledger');
      const operator = await stage.demo.api('operator');
      for (const object of smallKafka('ledger', 'team-b')) {
        await operator.ask(pathOf('dev-eu', 'team-b', `${object.kind.toLowerCase()}s`, object.metadata.name), asYaml(object));
      }
      await until('the Kafka is healthy', async () => (await operator.resource(path)).health === 'Healthy');

      await stage.signIn(page, 'operator', path);
      const summary = page.getByRole('region', { name: 'Summary' });
      await summary.getByText('4.3.0', { exact: true }).waitFor();
      await page.getByRole('link', { name: 'Edit', exact: true }).click();
      await rewrite(page, (text) => text.replace('version: 4.3.0', 'version: 4.3.1'));
      await page.getByRole('button', { name: 'Review the change' }).click();
      const verdict = page.getByRole('region', { name: 'Verdict' });
      await verdict.getByText(title).waitFor();
      await verdict.getByText(/^Kafka 4\.3\.0 to 4\.3\.1: /).waitFor();
      await page.getByRole('button', { name: `Apply to ${place}` }).click();
      const run = page.getByRole('region', { name: 'The run' });
      await run.getByText('Applied to the cluster').waitFor();
      await run.getByText('Succeeded').first().waitFor({ timeout: 60_000 });
      await run.getByRole('link', { name: 'Open ledger' }).click();
      await summary.getByText('4.3.1', { exact: true }).waitFor();
      await page.getByRole('main').getByText('Healthy', { exact: true }).waitFor();

      await page.getByRole('tab', { name: 'Changes' }).click();
      await page.getByRole('button', { name: 'Roll back to this' }).click();
      await verdict.getByText(title).waitFor();
      await verdict.getByText(/^Kafka 4\.3\.1 to 4\.3\.0: /).waitFor();
      await page.getByLabel('Reason').fill('a client does not speak it yet');
      await page.getByRole('button', { name: `Roll back in ${place}` }).click();
      await run.getByText('Succeeded').first().waitFor({ timeout: 60_000 });
      await run.getByRole('link', { name: 'Open ledger' }).click();
      await summary.getByText('4.3.0', { exact: true }).waitFor();
      await page.getByText(/revision 3/).first().waitFor();
    },
    { timeout: 300_000 },
  );
});
