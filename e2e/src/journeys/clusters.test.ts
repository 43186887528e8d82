import { afterAll, beforeAll, expect } from 'vitest';
import { journeys } from '../support/browser';
import { Sandbox } from '../support/servers';

journeys('a cluster', (stage) => {
  let sandbox: Sandbox;
  beforeAll(async () => {
    sandbox = await Sandbox.start(['extra-1']);
  });
  afterAll(() => sandbox.stop());

  stage.journey('is added by its kubeconfig, once every check has passed', async (page) => {
    await stage.signIn(page, 'admin', '/clusters');
    await page.getByRole('link', { name: 'Add a cluster' }).click();
    const kubeconfig = page.getByRole('textbox', { name: 'Kubeconfig' });
    const checks = page.getByRole('region', { name: '2. Checks' });
    const add = page.getByRole('button', { name: 'Add the cluster' });
    expect(await add.isDisabled()).toBe(true);

    // A token that the cluster does not know: said before anything is saved, with what to do.
    await kubeconfig.fill(sandbox.kubeconfig('extra-1').replace(/token: .*/, 'token: not-mine'));
    const credentials = checks.getByRole('listitem').filter({ hasText: /credentials? is accepted/i });
    await credentials.getByText('Failed').waitFor();
    await checks.getByText('To mend it:').first().waitFor();
    expect(await add.isDisabled()).toBe(true);

    await kubeconfig.fill(sandbox.kubeconfig('extra-1'));
    await credentials.getByText('Passed').waitFor();
    await checks.getByText(/strimzi 1\.2\.0/i).waitFor();
    expect(await checks.getByText('Failed', { exact: true }).count()).toBe(0);
    await page.getByRole('textbox', { name: /^Name/ }).fill('extra-1');
    await page.getByRole('textbox', { name: 'Labels' }).fill('env=test');
    await add.click();

    await page.getByRole('heading', { name: 'extra-1', level: 1 }).waitFor();
    await page.getByRole('main').getByText('Connected', { exact: true }).waitFor();
    await page.goto('/');
    await page.getByRole('region', { name: 'Clusters' }).getByRole('link', { name: 'extra-1' }).waitFor();
  });
});
