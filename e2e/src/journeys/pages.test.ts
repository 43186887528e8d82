import { copyFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { beforeAll, expect } from 'vitest';
import { seriousViolations } from '../support/accessibility';
import { absent, journeys, screenshot, type Theme } from '../support/browser';
import { Kubernetes } from '../support/kubernetes';
import { application, topic, type Manifest } from '../support/manifests';
import { root } from '../support/places';

interface Sight {
  name: string;
  path: string;
  /** Seen when the page is there, with its data. */
  ready: (page: Page) => Promise<void>;
}

const heading = (name: string | RegExp) => (page: Page) => page.getByRole('heading', { name, level: 1 }).waitFor();
const row = (name: string) => (page: Page) => page.getByRole('main').getByRole('link', { name, exact: true }).first().waitFor();
const region = (name: string | RegExp) => (page: Page) => page.getByRole('region', { name }).first().waitFor();

const kafka = '/clusters/dev-eu/namespaces/orders/kafkas/orders';
const job = '/clusters/dev-eu/namespaces/analytics/sparkapplications/daily-revenue';
const changed = '/clusters/dev-eu/namespaces/team-a/kafkatopics/seen';

const sights: Sight[] = [
  { name: 'overview', path: '/', ready: row('dev-eu') },
  { name: 'kafka-clusters', path: '/resources/kafkas', ready: row('orders') },
  { name: 'kafka-topics', path: '/resources/kafkatopics', ready: row('chargebacks') },
  { name: 'node-pools', path: '/resources/kafkanodepools', ready: row('broker') },
  { name: 'spark-applications', path: '/resources/sparkapplications', ready: row('attribution-stream') },
  { name: 'spark-schedules', path: '/resources/scheduledsparkapplications', ready: row('orders-rollup') },
  { name: 'empty-list', path: '/resources/kafkatopics?q=no-such-topic', ready: (page) => page.getByRole('main').getByRole('heading', { level: 2 }).first().waitFor() },
  { name: 'kafka', path: kafka, ready: region('Summary') },
  { name: 'spark-application', path: job, ready: region('Summary') },
  { name: 'spark-logs', path: `${job}?tab=logs`, ready: (page) => page.getByText(/INFO/).first().waitFor() },
  { name: 'changes', path: `${changed}?tab=changes`, ready: (page) => page.getByText('revision 1, current').waitFor() },
  { name: 'events', path: `${job}?tab=events`, ready: (page) => page.getByText('SparkDriverCompleted').first().waitFor() },
  { name: 'yaml', path: `${kafka}?tab=yaml`, ready: (page) => page.getByText('kafka.strimzi.io/v1').first().waitFor() },
  { name: 'create', path: '/resources/sparkapplications/new?cluster=prod-us', ready: (page) => page.getByText(/^Creates it/).waitFor() },
  { name: 'edit', path: `${kafka}/edit`, ready: (page) => page.getByText('Up to date').waitFor() },
  { name: 'review', path: `${changed}/edit?step=review`, ready: region('Verdict') },
  { name: 'delete', path: `${changed}/delete`, ready: region('Verdict') },
  { name: 'action', path: '/clusters/dev-eu/namespaces/team-a/kafkarebalances/spread-out?action=approve', ready: region('Verdict') },
  { name: 'action-parameters', path: '/clusters/dev-eu/namespaces/team-a/kafkanodepools/broker?action=scale', ready: region('Verdict') },
  { name: 'action-dangerous', path: '/clusters/dev-eu/namespaces/team-a/kafkanodepools/broker?action=delete-node-storage', ready: (page) => page.getByLabel(/to confirm/).waitFor() },
  { name: 'runs', path: '/runs', ready: row('seen') },
  { name: 'past-applications', path: '/history', ready: heading('Past applications') },
  { name: 'clusters', path: '/clusters', ready: row('legacy-ap') },
  { name: 'cluster', path: '/clusters/prod-us', ready: heading('prod-us') },
  { name: 'add-cluster', path: '/add-cluster', ready: region('2. Checks') },
  { name: 'audit', path: '/audit', ready: (page) => page.getByText('The chain is whole').waitFor() },
  { name: 'audit-stretch', path: '/audit?from=2026-01-01T00:00:00.000Z', ready: (page) => page.getByText('1 Jan 2026, 00:00 UTC').waitFor() },
  { name: 'policies', path: '/policies', ready: (page) => page.getByRole('button', { name: 'analytics' }).waitFor() },
  { name: 'policy-new', path: '/policies?open=new', ready: (page) => page.getByRole('dialog', { name: 'Add a policy' }).getByLabel('Most CPU').waitFor() },
  { name: 'runs-filtered', path: '/runs?name=seen&kind=KafkaTopic&who=admin', ready: row('seen') },
  { name: 'people', path: '/people', ready: (page) => page.getByRole('main').getByText('operator').first().waitFor() },
  { name: 'roles', path: '/people?tab=roles', ready: (page) => page.getByRole('button', { name: 'operator' }).waitFor() },
  { name: 'access', path: '/people?tab=access', ready: (page) => page.getByRole('gridcell', { name: 'all clusters' }).first().waitFor() },
  { name: 'account', path: '/account', ready: (page) => page.getByText('This one').waitFor() },
  { name: 'related', path: `${kafka}?tab=related`, ready: row('orders-created') },
  { name: 'records', path: `${changed}?tab=audit`, ready: row('intent.apply') },
  { name: 'not-found', path: '/no/such/page', ready: heading('There is no such page') },
];

/** For one sight, in ms: a machine that does much else at the same time must not fail the page. */
const patience = 60_000;

/** Opens a page and waits until it shows what it has to show. */
async function visit(page: Page, { path, ready }: Sight): Promise<void> {
  await page.goto(path);
  await ready(page);
  await absent(page.getByRole('status', { name: /^Loading/ }).first());
}

/** What is wider than the window, in the document or in the part that scrolls the page's content. */
async function tooWide(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const wide: string[] = [];
    for (let element = document.querySelector('main section'); element; element = element.parentElement) {
      if (element.scrollWidth > document.documentElement.clientWidth) wide.push(`${element.tagName.toLowerCase()} is ${element.scrollWidth} px wide`);
    }
    return wide;
  });
}

journeys(
  'every page',
  (stage) => {
  beforeAll(async () => {
    const admin = await stage.demo.api('admin');
    const change = await admin.ask<{ run: { id: string } }>(changed, { method: 'PUT', body: topic('seen', { namespace: 'team-a', cluster: 'events' }) });
    await admin.runEnded(change.run.id);
    await admin.ask('/namespace-policies/dev-eu/analytics', { method: 'PUT', body: { kinds: ['KafkaTopic', 'KafkaUser', 'SparkApplication'], images: ['registry.example/analytics/*'], host_access: false, max_memory: '16Gi' } });
  });

  for (const theme of ['light', 'dark'] satisfies Theme[]) {
    stage.journey(
      `can be read by everybody, ${theme}`,
      async (page) => {
        const found: Record<string, string[]> = {};
        const look = async (name: string) => {
          await screenshot(page, `${name}-${theme}`);
          const violations = await seriousViolations(page);
          if (violations.length > 0) found[name] = violations;
        };
        await page.goto('/sign-in');
        await heading('Sign in to Nexa')(page);
        await look('sign-in');
        await stage.signIn(page, 'admin');
        for (const sight of sights) {
          await visit(page, sight);
          await look(sight.name);
        }
        await page.goto('/');
        await row('dev-eu')(page);
        await page.keyboard.press('Control+k');
        await page.getByRole('option', { name: 'Overview' }).waitFor();
        await look('search');
        expect(found).toEqual({});
      },
      { theme, timeout: sights.length * patience },
    );
  }

  stage.journey('fits a small screen', async (page) => {
    await stage.signIn(page, 'admin');
    await page.setViewportSize({ width: 320, height: 640 });
    const wide: Record<string, string[]> = {};
    for (const sight of sights) {
      await visit(page, sight);
      await screenshot(page, `${sight.name}-small`);
      const found = await tooWide(page);
      if (found.length > 0) wide[sight.name] = found;
    }
    expect(wide).toEqual({});
  }, { timeout: sights.length * patience });

  stage.journey('the overview, with work going on, is the picture of the README', async (page) => {
    const [admin, operator] = await Promise.all([stage.demo.api('admin'), stage.demo.api('operator')]);
    // In real time from here on: a roll takes minutes.
    await new Kubernetes(stage.demo.kubeconfig('dev-eu')).setSpeed(1);
    const scratch = await admin.resource('/clusters/dev-eu/namespaces/team-b/kafkas/scratch');
    const { apiVersion, kind, spec } = structuredClone(scratch.observed) as unknown as Manifest & { spec: { kafka: { version: string } } };
    spec.kafka.version = '4.3.1';
    await operator.ask('/clusters/dev-eu/namespaces/team-b/kafkas/scratch?take_over=true', {
      method: 'PUT',
      body: { apiVersion, kind, metadata: { name: 'scratch', namespace: 'team-b' }, spec },
    });
    await operator.ask('/clusters/dev-eu/namespaces/team-a/sparkapplications/churn-features', { method: 'PUT', body: application('churn-features', 'team-a') });
    await admin.ask('/clusters/prod-us/namespaces/platform/kafkatopics/alerts', {
      method: 'PUT',
      body: { ...topic('alerts', { namespace: 'platform', cluster: 'telemetry', partitions: 6 }), apiVersion: 'kafka.strimzi.io/v1beta2' },
    });

    await stage.signIn(page, 'admin');
    await page.setViewportSize({ width: 1440, height: 1000 });
    await row('dev-eu')(page);
    await page.getByRole('region', { name: 'Runs under way' }).getByRole('link', { name: 'scratch' }).waitFor();
    await page.getByRole('main').getByRole('link', { name: 'alerts' }).first().waitFor();
    const path = await screenshot(page, 'overview');
    if (process.env.NEXA_UPDATE_README !== '1') return;
    const images = join(root, 'docs/images');
    mkdirSync(images, { recursive: true });
    copyFileSync(path, join(images, 'overview.png'));
  });
},
  // Slow enough that the events of the jobs that are looked at stay for the whole visit.
  { speed: 2 },
);
