import type { Locator, Page } from 'playwright-core';
import { expect } from 'vitest';
import { seriousViolations } from '../support/accessibility';
import { pathOf } from '../support/api';
import { absent, journeys, rewrite, screenshot, type Theme } from '../support/browser';
import { asYaml, topic } from '../support/manifests';
import type { Change } from '../support/types';

const place = { namespace: 'team-a', cluster: 'events' };
const form = (page: Page) => page.getByRole('form', { name: 'Form' });
const checks = (page: Page) => page.getByRole('region', { name: 'Checks' });
const yaml = (page: Page) => page.getByRole('textbox', { name: 'Manifest in YAML' });

async function lines(page: Page): Promise<string> {
  return (await yaml(page).locator('.cm-line').allInnerTexts()).map((line) => line.replace(/\n$/, '')).join('\n');
}

/** What `fill` leaves out: the keys of a person who leaves the field. */
async function type(field: Locator, text: string): Promise<void> {
  await field.fill(text);
  await field.blur();
}

journeys('the editor', (stage) => {
  stage.journey('a topic is created by the form alone', async (page) => {
    await stage.signIn(page, 'operator', '/resources/kafkatopics/new?cluster=dev-eu');
    await page.getByRole('main').getByLabel('Namespace').selectOption('team-a');
    await page.getByRole('button', { name: 'Form', exact: true }).click();
    await absent(yaml(page));
    const fields = form(page);
    await type(fields.getByLabel('Name', { exact: true }), 'made-by-form');
    await type(fields.getByLabel('Kafka cluster'), 'events');
    await type(fields.getByRole('textbox', { name: 'Partitions' }), '6');
    await fields.getByLabel('Cleanup policy').selectOption('compact,delete');
    await type(fields.getByLabel('Retention'), '36');
    await fields.getByLabel('Unit').selectOption('hours');
    await checks(page).getByText(/^Creates it/).waitFor();

    await page.getByRole('button', { name: 'Review the change' }).click();
    await page.getByRole('button', { name: 'Apply to dev-eu / team-a' }).click();
    const run = page.getByRole('region', { name: 'The run' });
    await run.getByText('Succeeded').first().waitFor();
    const operator = await stage.demo.api('operator');
    const made = await operator.resource(pathOf('dev-eu', 'team-a', 'kafkatopics', 'made-by-form'));
    expect(made.observed).toMatchObject({
      metadata: { labels: { 'strimzi.io/cluster': 'events' } },
      spec: { partitions: 6, config: { 'cleanup.policy': 'compact,delete', 'retention.ms': 129_600_000 } },
    });
  });

  stage.journey('the form and the YAML keep step, and comments stay', async (page) => {
    const path = pathOf('dev-eu', 'team-a', 'kafkatopics', 'commented');
    const operator = await stage.demo.api('operator');
    const request = asYaml(topic('commented', place));
    const body = `# ask team-a first\n${request.body.replace('partitions: 3', 'partitions: 3 # one for each consumer')}`;
    const made = await operator.ask<Change>(path, { ...request, body });
    await operator.runEnded(made.run?.id ?? '');

    await stage.signIn(page, 'operator', `${path}/edit`);
    const partitions = form(page).getByRole('textbox', { name: 'Partitions' });
    await partitions.fill('9');
    await yaml(page).getByText('partitions: 9 # one for each consumer').waitFor();
    expect((await lines(page)).trimEnd()).toBe(body.trimEnd().replace('partitions: 3', 'partitions: 9'));

    await rewrite(page, (text) => text.replace('partitions: 9', 'partitions: 12'));
    await expect.poll(() => partitions.inputValue()).toBe('12');
    // What can't be read is said, and nothing is lost meanwhile.
    await rewrite(page, (text) => `${text}\nbroken: [`);
    await page.getByText(/The YAML can’t be read/).first().waitFor();
    expect(await form(page).evaluate((element) => element.closest('[inert]') !== null)).toBe(true);
    await rewrite(page, (text) => text.replace('\nbroken: [', ''));
    await absent(page.getByText(/The YAML can’t be read/));

    // Every field that the operator knows can be added; what the form does not show is listed.
    await page.getByRole('button', { name: 'All fields of KafkaTopic' }).click();
    await page.getByLabel('Search all fields').fill('topicName');
    await page.getByRole('button', { name: /^Add spec\.topicName/ }).waitFor();
    await rewrite(page, (text) => text.replace('config: {}', 'config:\n    segment.bytes: 1048576'));
    await page.getByRole('button', { name: '1 more field set in YAML' }).click();
    await page.getByRole('button', { name: /segment\.bytes/ }).click();
    await checks(page).getByText(/^Changes it/).waitFor();
    await page.getByRole('button', { name: 'Review the change' }).click();
    await page.getByRole('button', { name: 'Apply to dev-eu / team-a' }).click();
    await page.getByRole('region', { name: 'The run' }).getByText('Succeeded').first().waitFor();
    const kept = await operator.resource(path);
    expect(kept.desired_text).toContain('# ask team-a first\n');
    expect(kept.desired_text).toContain('partitions: 12 # one for each consumer\n');
  });

  stage.journey('a violation is mended by its button, in the form and in the review', async (page) => {
    const path = pathOf('dev-eu', 'team-a', 'kafkatopics', 'mended');
    const operator = await stage.demo.api('operator');
    const made = await operator.ask<Change>(path, asYaml(topic('mended', { ...place, partitions: 6 })));
    await operator.runEnded(made.run?.id ?? '');

    await stage.signIn(page, 'operator', `${path}/edit`);
    const partitions = form(page).getByRole('textbox', { name: 'Partitions' });
    await partitions.fill('2');
    const about = page.getByRole('list', { name: 'About Partitions' });
    await about.getByText(/can't shrink to 2/).waitFor();
    expect(await partitions.getAttribute('aria-invalid')).toBe('true');
    // The checks lead to the field, and the field to its line.
    await checks(page).getByRole('button', { name: 'spec.partitions', exact: true }).click();
    await expect.poll(() => partitions.evaluate((element) => element === document.activeElement)).toBe(true);
    await about.getByRole('button', { name: 'Show in the YAML' }).click();
    await expect.poll(() => yaml(page).evaluate((element) => element.contains(document.activeElement))).toBe(true);
    await about.getByRole('button', { name: 'Set spec.partitions to 6' }).click();
    await absent(about);
    expect(await partitions.inputValue()).toBe('6');

    // A mistake of form is mended as well: the nearest name is taken.
    await rewrite(page, (text) => text.replace('partitions: 6', 'partitons: 8'));
    await checks(page).getByRole('button', { name: 'Rename spec.partitons to partitions' }).click();
    await expect.poll(() => partitions.inputValue()).toBe('8');
    await rewrite(page, (text) => text.replace('partitions: 8', 'partitions: 1'));
    await checks(page).getByText(/can't shrink to 1/).waitFor();
    await page.getByRole('button', { name: 'Review the change' }).click();
    const verdict = page.getByRole('region', { name: 'Verdict' });
    await verdict.getByText('Blocked by 1 violation').waitFor();
    await verdict.getByRole('button', { name: 'Set spec.partitions to 6' }).click();
    await absent(verdict.getByText('Blocked by 1 violation'));
    await page.getByRole('button', { name: 'Back to the text' }).click();
    await partitions.fill('7');
    await page.getByRole('button', { name: 'Review the change' }).click();
    await verdict.getByText(/^Allowed/).waitFor();
    await page.getByRole('button', { name: 'Apply to dev-eu / team-a' }).click();
    await page.getByRole('region', { name: 'The run' }).getByText('Succeeded').first().waitFor();
  });

  stage.journey('a topic is edited by keyboard alone', async (page) => {
    await stage.signIn(page, 'operator', '/resources/kafkatopics/new?cluster=dev-eu');
    await page.getByRole('button', { name: 'Form', exact: true }).focus();
    await page.keyboard.press('Enter');
    await absent(yaml(page));
    const focused = () => page.evaluate(() => document.activeElement?.closest('[data-pointer]')?.getAttribute('data-pointer') ?? '');
    for (let presses = 0; (await focused()) !== '/spec/partitions'; presses += 1) {
      expect(presses, 'Tab reaches the partitions').toBeLessThan(30);
      await page.keyboard.press('Tab');
    }
    await page.keyboard.press('Control+a');
    await page.keyboard.type('4');
    for (let presses = 0; (await focused()) !== '/spec/config/cleanup.policy'; presses += 1) {
      expect(presses, 'Tab reaches the cleanup policy').toBeLessThan(10);
      await page.keyboard.press('Tab');
    }
    await page.keyboard.press('ArrowDown');
    await page.getByRole('button', { name: 'YAML', exact: true }).focus();
    await page.keyboard.press('Enter');
    await yaml(page).getByText('partitions: 4').waitFor();
    await yaml(page).getByText(/cleanup\.policy: /).waitFor();
    // The way to edit is remembered.
    await page.reload();
    await yaml(page).waitFor();
    await absent(form(page));
  });

  for (const theme of ['light', 'dark'] satisfies Theme[]) {
    stage.journey(
      `every form can be read by everybody, ${theme}`,
      async (page) => {
        await stage.signIn(page, 'admin');
        const found: Record<string, string[]> = {};
        const look = async (name: string) => {
          await page.getByText('Up to date').waitFor();
          await screenshot(page, `form-${name}-${theme}`);
          const violations = await seriousViolations(page);
          if (violations.length > 0) found[name] = violations;
        };
        for (const plural of ['kafkas', 'kafkanodepools', 'kafkatopics', 'kafkausers', 'kafkaconnectors', 'sparkapplications', 'scheduledsparkapplications', 'kafkabridges']) {
          await page.goto(`/resources/${plural}/new?cluster=dev-eu`);
          await form(page).waitFor();
          await yaml(page).waitFor();
          await look(plural);
        }
        await page.goto('/clusters/dev-eu/namespaces/orders/kafkas/orders/edit');
        await page.getByRole('button', { name: 'All fields of Kafka' }).click();
        await page.getByLabel('Search all fields').fill('rack');
        await page.getByRole('button', { name: 'Form', exact: true }).click();
        await look('all-fields');
        // One at a time on a small screen.
        await page.setViewportSize({ width: 320, height: 640 });
        await absent(page.getByRole('button', { name: 'Both', exact: true }));
        await look('small');
        expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(320);
        await page.getByRole('button', { name: 'YAML', exact: true }).click();
        await absent(form(page));
        await look('small-yaml');
        expect(found).toEqual({});
      },
      { theme, timeout: 300_000 },
    );
  }
});
