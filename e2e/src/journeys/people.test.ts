import { expect } from 'vitest';
import { absent, journeys, navigationOf } from '../support/browser';

journeys('people and roles', (stage) => {
  stage.journey(
    'a person is added, given a role in one namespace, signs in with it, and is disabled',
    async (page) => {
      await stage.signIn(page, 'admin', '/people');
      await page.getByRole('button', { name: 'Add a person' }).click();
      await page.getByRole('textbox', { name: 'Name', exact: true }).fill('linus');
      await page.getByRole('textbox', { name: 'Display name' }).fill('Linus');
      await page.keyboard.press('Enter');
      const once = page.getByRole('dialog', { name: 'linus is added' });
      const password = (await once.getByRole('code').innerText()).trim();
      expect(password.length).toBeGreaterThanOrEqual(12);
      await page.keyboard.press('Escape');
      await once.getByRole('button', { name: 'I have kept it' }).click();
      await absent(once);

      const row = page.getByRole('grid', { name: 'People' }).getByRole('row').filter({ hasText: 'linus' });
      await row.getByText('none: may do nothing').waitFor();
      await row.getByRole('button').click();
      await page.getByRole('menuitem', { name: 'Give a role' }).click();
      const dialog = page.getByRole('dialog', { name: 'Give linus a role' });
      await dialog.getByRole('combobox', { name: 'Role' }).selectOption('operator');
      await dialog.getByRole('radio', { name: 'By name' }).first().check();
      await dialog.getByRole('checkbox', { name: 'dev-eu' }).check();
      await dialog.getByRole('radio', { name: 'By name' }).last().check();
      await dialog.getByRole('checkbox', { name: 'team-b' }).check();
      await dialog.getByText('linus becomes operator on dev-eu, in team-b.').waitFor();
      await dialog.getByRole('button', { name: 'Give the role' }).click();
      await absent(dialog);
      await row.getByText('operator').waitFor();

      // Somebody else's browser.
      const other = await page.context().browser()?.newContext({ baseURL: stage.demo.address });
      if (!other) throw new Error('there is no browser');
      try {
        const theirs = await other.newPage();
        await theirs.goto('/resources/kafkatopics');
        await theirs.getByLabel('Name').fill('linus');
        await theirs.getByLabel('Password').fill(password);
        await theirs.getByRole('button', { name: 'Sign in' }).click();
        await theirs.getByRole('link', { name: 'playground' }).waitFor();
        await absent(theirs.getByRole('link', { name: 'page-views', exact: true }));
        await absent(navigationOf(theirs).getByRole('link', { name: 'People and roles' }));
        await theirs.goto('/account');
        await theirs.getByRole('row').filter({ hasText: 'This one' }).waitFor();

        await row.getByRole('button').click();
        await page.getByRole('menuitem', { name: 'Disable' }).click();
        await page.getByRole('button', { name: 'Disable linus' }).click();
        await row.getByText('Disabled').waitFor();
        await theirs.goto('/runs');
        await theirs.getByRole('heading', { name: 'Sign in to Nexa' }).waitFor();
      } finally {
        await other.close();
      }
    },
    { timeout: 300_000 },
  );

  stage.journey('one ends one’s own other sessions', async (page) => {
    await stage.demo.api('viewer');
    await stage.signIn(page, 'viewer', '/account');
    const rows = page.getByRole('grid', { name: 'Sessions' }).getByRole('row');
    await rows.filter({ hasText: 'Chrome' }).waitFor();
    await page.getByRole('button', { name: 'Sign out the others' }).click();
    // The head stays, and the one that this is.
    await absent(rows.nth(2));
    expect(await rows.count()).toBe(2);
    await absent(page.getByRole('button', { name: 'Sign out the others' }));
    await rows.getByText('This one').waitFor();
  });
});
