import { expect } from 'vitest';
import { absent, journeys, navigationOf } from '../support/browser';

/** What the navigation offers, in its order. */
const everything = [
  'Overview',
  'Clusters',
  'Node pools',
  'Topics',
  'Users',
  'Connect',
  'Connectors',
  'Mirrors',
  'Bridges',
  'Rebalances',
  'Applications',
  'Schedules',
  'Connect servers',
  'Queue',
  'Past',
  'Runs',
  'Plans',
  'Clusters',
  'People and roles',
  'Namespace policies',
  'Audit',
];

journeys('signing in', (stage) => {
  stage.journey('a wrong password is refused, and the right one leads to where one wanted to go', async (page) => {
    await page.goto('/resources/kafkatopics?cluster=prod-us');
    await page.getByRole('heading', { name: 'Sign in to Nexa' }).waitFor();
    await page.getByLabel('Name').fill('viewer');
    await page.getByLabel('Password').fill('wrong');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByText('The name or the password is not right.').waitFor();
    expect(await page.getByLabel('Password').inputValue()).toBe('');
    await page.getByLabel('Password').fill(stage.demo.password('viewer'));
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Kafka topics' }).waitFor();
    expect(new URL(page.url()).searchParams.get('cluster')).toBe('prod-us');
  });

  stage.journey('the administrator sees everything and may do everything', async (page) => {
    await stage.signIn(page, 'admin');
    const navigation = navigationOf(page);
    expect(await navigation.getByRole('link').locator('.nx-nav__text').allTextContents()).toEqual(everything);
    for (const cluster of ['dev-eu', 'prod-us', 'legacy-ap']) await page.getByRole('main').getByRole('link', { name: cluster, exact: true }).first().waitFor();
    await page.goto('/clusters');
    await page.getByRole('link', { name: 'Add a cluster' }).waitFor();
    await page.goto('/clusters/prod-us/namespaces/payments/kafkatopics/refunds');
    await page.getByRole('link', { name: 'Edit' }).waitFor();
    await page.getByRole('button', { name: 'More' }).click();
    await page.getByRole('menuitem', { name: 'Delete' }).waitFor();
  });

  stage.journey('the operator sees two namespaces of one cluster, and may change what is in them', async (page) => {
    await stage.signIn(page, 'operator');
    const navigation = navigationOf(page);
    const offered = await navigation.getByRole('link').locator('.nx-nav__text').allTextContents();
    expect(offered).not.toContain('Audit');
    expect(offered).toContain('Runs');

    await page.goto('/resources/kafkatopics');
    const table = page.getByRole('grid', { name: 'Kafka topics' });
    await table.getByRole('link', { name: 'page-views', exact: true }).waitFor();
    await absent(table.getByRole('link', { name: 'orders-created' }));
    await absent(table.getByText('prod-us'));
    await page.getByRole('link', { name: 'Create Kafka topic' }).waitFor();

    await page.getByRole('button', { name: 'Scope' }).click();
    const scope = page.getByRole('dialog', { name: 'Choose the scope' });
    expect(await scope.getByRole('radio').count()).toBe(2);
    await scope.getByRole('checkbox', { name: 'team-b' }).check();
    await absent(table.getByRole('link', { name: 'page-views', exact: true }));
    await table.getByRole('link', { name: 'playground' }).waitFor();
    expect(new URL(page.url()).searchParams.get('namespace')).toBe('team-b');

    await page.goto('/clusters/dev-eu/namespaces/team-a/kafkatopics/sessions');
    await page.getByRole('link', { name: 'Edit' }).waitFor();
    // What one may not know of is not there.
    await page.goto('/clusters/prod-us/namespaces/payments/kafkatopics/refunds');
    await page.getByRole('heading', { name: 'You may not' }).waitFor();
    await page.goto('/audit');
    await page.getByText('audit:read').waitFor();
  });

  stage.journey('the viewer sees everything and changes nothing', async (page) => {
    await stage.signIn(page, 'viewer');
    await page.getByRole('main').getByRole('link', { name: 'legacy-ap', exact: true }).first().waitFor();
    const offered = await navigationOf(page).getByRole('link').locator('.nx-nav__text').allTextContents();
    expect(offered).not.toContain('Audit');
    await page.goto('/resources/sparkapplications');
    await page.getByRole('grid', { name: 'Spark applications' }).getByRole('link', { name: 'daily-revenue' }).waitFor();
    await absent(page.getByRole('link', { name: /^Create/ }));
    await page.goto('/clusters/dev-eu/namespaces/team-a/kafkatopics/sessions');
    await page.getByRole('heading', { name: 'sessions' }).waitFor();
    await absent(page.getByRole('link', { name: 'Edit' }));
    await page.goto('/clusters/dev-eu/namespaces/team-a/kafkatopics/sessions/edit');
    await page.getByText('resources:write').waitFor();
    await page.goto('/clusters');
    await page.getByRole('link', { name: 'dev-eu' }).first().waitFor();
    await absent(page.getByRole('link', { name: 'Add a cluster' }));
  });

  stage.journey('a reload keeps the session, and signing out ends it', async (page) => {
    await stage.signIn(page, 'viewer', '/runs');
    await page.reload();
    await page.getByRole('heading', { name: 'Runs', level: 1 }).waitFor();
    await page.getByRole('button', { name: /^Menu of/ }).click();
    await page.getByRole('menuitem', { name: 'Sign out' }).click();
    await page.getByRole('heading', { name: 'Sign in to Nexa' }).waitFor();
    await page.goto('/runs');
    await page.getByRole('heading', { name: 'Sign in to Nexa' }).waitFor();
  });
});
