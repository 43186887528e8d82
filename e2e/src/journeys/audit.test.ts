import { readFileSync } from 'node:fs';
import { expect } from 'vitest';
import { journeys, screenshot } from '../support/browser';
import { topic } from '../support/manifests';

journeys('the audit trail', (stage) => {
  stage.journey('is searched, and a record opened beside the list', async (page) => {
    const path = '/clusters/dev-eu/namespaces/team-a/kafkatopics/audited';
    const body = topic('audited', { namespace: 'team-a', cluster: 'events' });
    const operator = await stage.demo.api('operator');
    await operator.ask(`${path}?reason=for%20the%20record`, { method: 'PUT', body });
    const viewer = await stage.demo.api('viewer');
    expect((await viewer.send(path, { method: 'DELETE' })).status).toBe(403);

    await stage.signIn(page, 'admin', '/audit');
    await page.getByText('The chain is whole').waitFor();
    await page.getByPlaceholder('Search the records').fill('audited');
    const table = page.getByRole('grid', { name: 'Audit' });
    const denied = table.getByRole('row').filter({ hasText: 'viewer' }).filter({ hasText: 'Denied' });
    await denied.waitFor();
    const accepted = table.getByRole('row').filter({ hasText: 'operator' }).filter({ hasText: 'Accepted' });
    await accepted.waitFor();

    await page.getByLabel('Outcome').selectOption({ label: 'Accepted' });
    await denied.waitFor({ state: 'detached' });
    await page.waitForURL((url) => url.searchParams.get('q') === 'audited' && url.searchParams.get('outcome') === 'accepted');

    await accepted.getByRole('button', { name: 'intent.apply' }).click();
    await page.getByRole('heading', { name: 'intent.apply' }).waitFor();
    await page.getByText('for the record').waitFor();
    await page.getByRole('heading', { name: 'What changed' }).waitFor();
    await page.getByText(/^[0-9a-f]{64}$/).waitFor();
  });

  stage.journey('is searched in a stretch of time, in the reader’s zone, and exported as it is filtered', async (page) => {
    await stage.signIn(page, 'admin', '/audit');
    const table = page.getByRole('grid', { name: 'Audit' });
    await table.getByRole('row').nth(1).waitFor();
    await page.getByLabel('When').selectOption({ label: 'From … to' });
    await page.getByLabel('From', { exact: true }).fill('2026-01-01T01:00');
    await page.waitForURL((url) => url.searchParams.get('from') === '2026-01-01T00:00:00.000Z');
    await page.getByText('1 Jan 2026, 00:00 UTC').waitFor();
    await page.getByLabel('To, not included').fill('2026-01-02T01:00');
    await page.getByRole('heading', { name: 'No record matches the filter' }).waitFor();
    await screenshot(page, 'audit-stretch-empty');

    await page.getByLabel('To, not included').fill('');
    await page.getByLabel('What').fill('auth.login');
    await page.waitForURL((url) => !url.searchParams.has('to') && url.searchParams.get('what') === 'auth.login');
    await table.getByRole('row').filter({ hasText: 'auth.login' }).first().waitFor();
    const downloading = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Export' }).click();
    const csv = readFileSync(await (await downloading).path(), 'utf8');
    const lines = csv.trim().split('\r\n');
    expect(lines.length).toBeGreaterThan(1);
    expect(lines.slice(1).filter((line) => !line.includes('auth.login'))).toEqual([]);

    const cli = await stage.demo.cli('admin');
    expect((await cli.run(['audit', '--to', '2026-01-02'])).stderr).toContain('No records');
    expect((await cli.run(['audit', '--from', '2026-01-01', '--what', 'auth.login'])).stdout).toContain('auth.login');
  });
});
