import { afterAll, beforeAll, expect } from 'vitest';
import { seriousViolations } from '../support/accessibility';
import { journeys, screenshot, type Theme } from '../support/browser';
import { Sandbox } from '../support/servers';

journeys('a cluster', (stage) => {
  let sandbox: Sandbox;
  beforeAll(async () => {
    sandbox = await Sandbox.start(['extra-1', 'extra-2']);
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

  /** A token that says when it ends, as those of service accounts do. */
  const endsIn = (days: number) => {
    const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
    return `${part({ alg: 'RS256' })}.${part({ sub: 'system:serviceaccount:nexa:nexa', exp: Math.floor(Date.now() / 1000) + days * 86_400 })}.c2ln`;
  };

  for (const theme of ['light', 'dark'] satisfies Theme[]) {
    stage.journey(
      `whose token expires soon is on the overview with the next step, ${theme}`,
      async (page) => {
        const admin = await stage.demo.api('admin');
        const name = `ending-${theme}`;
        await admin.ask('/clusters', { method: 'POST', body: { name, kubeconfig: sandbox.kubeconfig('extra-2').replace(/token: .*/, `token: ${endsIn(6)}`) } });

        await stage.signIn(page, 'admin');
        const expiring = page.getByRole('region', { name: 'Expires soon' });
        const row = expiring.getByRole('listitem').filter({ hasText: name });
        await row.getByText('Token that Nexa signs in with').waitFor();
        await row.getByText(/^in 5 d$/).waitFor();
        await row.getByText(`nexa clusters update ${name} --kubeconfig FILE`, { exact: false }).waitFor();
        // What holds for years is no matter of today.
        expect(await expiring.getByText('Authority that the kubeconfig trusts').count()).toBe(0);
        await expiring.scrollIntoViewIfNeeded();
        await screenshot(page, `expiring-${theme}`);
        expect(await seriousViolations(page)).toEqual([]);

        await page.goto(`/clusters/${name}`);
        const certificates = page.getByRole('region', { name: 'Certificates and credentials' });
        await certificates.getByText('Authority that the kubeconfig trusts').waitFor();
        await certificates.getByRole('button', { name: 'What can’t be known' }).click();
        await certificates.getByText(/API server’s certificate expires|API server's certificate expires/).waitFor();
        await screenshot(page, `cluster-certificates-${theme}`);
        await page.setViewportSize({ width: 320, height: 640 });
        await certificates.scrollIntoViewIfNeeded();
        await screenshot(page, `cluster-certificates-small-${theme}`);
        expect(await seriousViolations(page)).toEqual([]);

        // The connected clusters' certificates are known, and those of Kafka.
        await page.goto('/clusters/dev-eu');
        await certificates.getByText('Certificate of the API server').waitFor();
        await certificates.getByText('Cluster CA').first().waitFor();

        const cli = await stage.demo.cli('admin');
        expect((await cli.run(['clusters'])).stdout).toContain('token in 5d');
        expect((await cli.run(['clusters', 'certificates'])).stdout).toMatch(new RegExp(`in 5d\\S* +urgent +${name}`));
        expect((await cli.run(['clusters', 'certificates', 'dev-eu'])).stdout).toContain('Not known: When Kafka\'s CA for clients');
        await admin.ask(`/clusters/${name}`, { method: 'DELETE' });
        await page.goto('/');
        await page.getByRole('region', { name: 'Needs attention' }).waitFor();
        await row.waitFor({ state: 'detached' });
      },
      { theme },
    );
  }
});
