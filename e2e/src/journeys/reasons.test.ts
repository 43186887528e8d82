import { expect } from 'vitest';
import { seriousViolations } from '../support/accessibility';
import { pathOf } from '../support/api';
import { journeys, screenshot, type Theme } from '../support/browser';
import { groupPath, Kubernetes } from '../support/kubernetes';
import { topic } from '../support/manifests';
import type { List, Resource } from '../support/types';
import { until } from '../support/until';

const raw = 'Ready=False: NotSupported: Decreasing partitions not supported';
const words = "Kafka can't take partitions away from a topic. Set spec.partitions back to what it was, or higher.";
const path = pathOf('dev-eu', 'team-a', 'kafkatopics', 'shrunk');

journeys('why something is not healthy', (stage) => {
  /** A topic that somebody shrinks by other means than Nexa, which would not let them. */
  const shrink = async () => {
    const admin = await stage.demo.api('admin');
    const state = async () => {
      const { status, body } = await admin.send<{ health?: string; reason?: string }>(path);
      return status === 200 ? `${body.health ?? ''} ${body.reason ?? ''}` : '';
    };
    if ((await state()).startsWith('Degraded')) return admin;
    const kubernetes = new Kubernetes(stage.demo.kubeconfig('dev-eu'));
    const object = groupPath('kafka.strimzi.io', 'v1', 'team-a', 'kafkatopics', 'shrunk');
    await kubernetes.apply(object, 'kubectl', topic('shrunk', { namespace: 'team-a', cluster: 'events', partitions: 6 }), true);
    await until('the topic is there', async () => (await state()).startsWith('Healthy'));
    await kubernetes.apply(object, 'kubectl', topic('shrunk', { namespace: 'team-a', cluster: 'events', partitions: 2 }), true);
    await until('the operator refuses it', async () => (await state()).startsWith('Degraded'));
    return admin;
  };

  for (const theme of ['light', 'dark'] satisfies Theme[]) {
    stage.journey(
      `is said in words, with the operator's own folded beneath, ${theme}`,
      async (page) => {
        const admin = await shrink();
        expect(await admin.resource(path)).toMatchObject({ reason: raw, words });

        await stage.signIn(page, 'admin', '/?cluster=dev-eu&namespace=team-a');
        const attention = page.getByRole('region', { name: 'Needs attention' });
        const row = attention.getByRole('listitem').filter({ hasText: 'shrunk' });
        await row.getByText(words).waitFor();
        const fold = row.getByRole('button', { name: 'In the operator’s own words' });
        expect(await row.getByText(raw).isVisible()).toBe(false);
        await fold.focus();
        await page.keyboard.press('Enter');
        await row.getByText(raw).waitFor();
        await screenshot(page, `reason-overview-${theme}`);
        expect(await seriousViolations(page)).toEqual([]);

        await page.goto(path);
        await page.getByText(words).waitFor();
        await page.getByRole('button', { name: 'In the operator’s own words' }).click();
        await page.getByText(raw).waitFor();
        await screenshot(page, `reason-resource-${theme}`);
        await page.setViewportSize({ width: 320, height: 640 });
        await screenshot(page, `reason-resource-small-${theme}`);
        expect(await seriousViolations(page)).toEqual([]);
      },
      { theme },
    );
  }

  stage.journey('is said by the command line too', async () => {
    await shrink();
    const cli = await stage.demo.cli('admin');
    const place = ['--cluster', 'dev-eu', '-n', 'team-a'];
    const described = await cli.run(['describe', 'kafkatopic', 'shrunk', ...place]);
    expect(described.stdout).toContain(`Degraded  ${words}`);
    // The condition as it is.
    expect(described.stdout).toContain('Decreasing partitions not supported');
    expect((await cli.run(['get', 'kafkatopics', 'shrunk', ...place, '-o', 'wide'])).stdout).toContain('take partitions away');
    const { items } = JSON.parse((await cli.run(['get', 'kafkatopics', ...place, '-o', 'json'])).stdout) as List<Resource>;
    expect(items.find(({ name }) => name === 'shrunk')).toMatchObject({ reason: raw, words });
  });
});
