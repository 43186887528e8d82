import { expect } from 'vitest';
import { seriousViolations } from '../support/accessibility';
import { absent, journeys, navigationOf, screenshot } from '../support/browser';
import { application } from '../support/manifests';

const place = '/namespace-policies/dev-eu/team-b';

journeys('namespace policies', (stage) => {
  stage.journey('are added by a form, hold for the next change, and are removed', async (page) => {
    await stage.signIn(page, 'admin', '/policies');
    await page.getByRole('heading', { name: 'No policies here' }).waitFor();
    await page.getByRole('button', { name: 'Add a policy' }).first().click();
    const dialog = page.getByRole('dialog', { name: 'Add a policy' });
    await dialog.getByLabel('Cluster').selectOption('dev-eu');
    await dialog.getByLabel('Namespace').selectOption('team-b');
    await dialog.getByRole('radiogroup', { name: 'Kinds' }).getByLabel('Only these').check();
    await dialog.getByText('Nothing may be created or changed here.').waitFor();
    await dialog.getByRole('checkbox', { name: 'Kafka topic' }).check();
    await dialog.getByRole('checkbox', { name: 'Spark application', exact: true }).check();
    await dialog.getByRole('radiogroup', { name: 'Images' }).getByLabel('Only those that match').check();
    await dialog.getByLabel('Images that are allowed').fill('registry.example/*');
    await dialog.getByLabel('Most memory').fill('lots');
    await dialog.getByText('Write it as Kubernetes does').waitFor();
    expect(await dialog.getByRole('button', { name: 'Add the policy' }).isDisabled()).toBe(true);
    await dialog.getByLabel('Most memory').fill('16Gi');
    await screenshot(page, 'policy-form-filled');
    expect(await seriousViolations(page)).toEqual([]);
    await dialog.getByRole('button', { name: 'Add the policy' }).click();
    await absent(dialog);
    const table = page.getByRole('grid', { name: 'Namespace policies' });
    const row = table.getByRole('row').filter({ hasText: 'team-b' });
    await row.getByText('Images may come only from: registry.example/*.').waitFor();
    await screenshot(page, 'policies-one');

    const operator = await stage.demo.api('operator');
    const refused = await operator.send('/clusters/dev-eu/namespaces/team-b/sparkapplications/not-allowed', { method: 'PUT', body: application('not-allowed', 'team-b') });
    expect(refused.status).toBe(422);
    expect(JSON.stringify(refused.body)).toContain('registry.example/*');

    await row.getByRole('button', { name: 'Kebab toggle' }).click();
    await page.getByRole('menuitem', { name: 'Remove' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Remove the policy' }).click();
    await page.getByRole('heading', { name: 'No policies here' }).waitFor();
    const admin = await stage.demo.api('admin');
    expect((await admin.send(place)).status).toBe(404);
  });

  stage.journey('that somebody else changed meanwhile are not overwritten unseen', async (page) => {
    const admin = await stage.demo.api('admin');
    await admin.ask(place, { method: 'PUT', body: { max_instances: 5 } });
    await stage.signIn(page, 'admin', '/policies');
    await page.getByRole('button', { name: 'team-b' }).click();
    await page.waitForURL((url) => url.searchParams.get('open') === 'dev-eu/team-b');
    const dialog = page.getByRole('dialog', { name: 'Policy of dev-eu / team-b' });
    await dialog.getByLabel('Most executors or replicas').fill('7');
    await admin.ask(place, { method: 'PUT', body: { max_instances: 9 } });
    await dialog.getByRole('button', { name: 'Save the policy' }).click();
    await dialog.getByText('Somebody changed this policy meanwhile').waitFor();
    await dialog.getByText('A resource may have 9 executors or replicas at most.').waitFor();
    await screenshot(page, 'policy-overtaken');
    expect(await admin.ask(place)).toMatchObject({ policy: { max_instances: 9 } });
    await dialog.getByRole('button', { name: 'Replace theirs with mine' }).click();
    await absent(dialog);
    expect(await admin.ask(place)).toMatchObject({ policy: { max_instances: 7 } });

    // The command line says the same.
    const cli = await stage.demo.cli('admin');
    expect((await cli.run(['policies', 'get', 'dev-eu', 'team-b', '-o', 'json'])).stdout).toContain('"max_instances": 7');
    await admin.ask(place, { method: 'DELETE' });
  });

  stage.journey('are not for one who lacks the right, which is said', async (page) => {
    await stage.signIn(page, 'viewer', '/policies');
    await page.getByRole('heading', { name: 'You may not see namespace policies here' }).waitFor();
    await page.getByText('policies:read').waitFor();
    await absent(navigationOf(page).getByRole('link', { name: 'Namespace policies' }));
  });
});
