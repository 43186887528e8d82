import { expect } from 'vitest';
import { journeys } from '../support/browser';
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
});
