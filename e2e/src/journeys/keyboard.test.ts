import { expect } from 'vitest';
import { absent, journeys } from '../support/browser';

journeys('by keyboard alone', (stage) => {
  stage.journey('the search finds a resource, and leads to it', async (page) => {
    await stage.signIn(page, 'admin');
    await page.keyboard.press('Control+k');
    const search = page.getByRole('combobox', { name: 'Search resources, pages and actions' });
    await search.waitFor();
    await page.keyboard.type('orders-created');
    await page.getByRole('option', { name: /orders-created.*dev-eu \/ orders/ }).waitFor();
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'orders-created', level: 1 }).waitFor();
    await absent(search);

    // It is offered as recent from then on; Escape closes, and pages are found as well.
    await page.keyboard.press('Control+k');
    await page.getByRole('group', { name: 'Recent' }).getByRole('option', { name: /orders-created/ }).waitFor();
    await page.keyboard.press('Escape');
    await absent(search);
    await page.keyboard.press('Control+k');
    await page.keyboard.type('audit');
    // The page comes first, also when resources of that name are found.
    await page.getByRole('option', { name: 'Audit', exact: true, selected: true }).waitFor();
    await page.getByRole('option', { name: /^audit Kafka topic/ }).waitFor();
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Audit', level: 1 }).waitFor();
  });

  stage.journey('a list is filtered, walked through, and a row opened', async (page) => {
    await stage.signIn(page, 'admin');
    await page.goto('/resources/kafkatopics?cluster=dev-eu');
    const table = page.getByRole('grid', { name: 'Kafka topics' });
    await table.getByRole('link', { name: 'orders-created' }).waitFor();
    await page.keyboard.press('/');
    await page.keyboard.type('page-views');
    await absent(table.getByRole('link', { name: 'orders-created' }));
    await table.getByRole('link', { name: 'page-views-enriched' }).waitFor();
    await page.keyboard.press('Escape');

    const active = table.locator('.nx-table__active');
    await page.keyboard.press('j');
    await active.filter({ has: page.getByRole('link', { name: 'page-views', exact: true }) }).waitFor();
    await page.keyboard.press('j');
    await active.filter({ has: page.getByRole('link', { name: 'page-views-enriched', exact: true }) }).waitFor();
    await page.keyboard.press('x');
    expect(await active.getByRole('checkbox').isChecked()).toBe(true);
    await page.keyboard.press('k');
    await active.filter({ has: page.getByRole('link', { name: 'page-views', exact: true }) }).waitFor();
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'page-views', level: 1 }).waitFor();
    await page.keyboard.press('e');
    await page.getByRole('heading', { name: 'Edit page-views' }).waitFor();
  });

  stage.journey('pages are reached by two letters, and the keys are listed', async (page) => {
    await stage.signIn(page, 'admin');
    await page.keyboard.press('g');
    await page.keyboard.press('t');
    await page.getByRole('heading', { name: 'Kafka topics' }).waitFor();
    await page.keyboard.press('?');
    const help = page.getByRole('dialog', { name: 'Keys' });
    await help.getByText('Next row').waitFor();
    await page.keyboard.press('Escape');
    await absent(help);
    await page.keyboard.press('g');
    await page.keyboard.press('r');
    await page.getByRole('heading', { name: 'Runs', level: 1 }).waitFor();
  });
});
