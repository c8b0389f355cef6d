import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { buildLineageSite } from '../../scripts/lineage/build.ts';
import { serveLineage, type LineageServer } from '../../scripts/lineage/serve.ts';
import { compileOnce } from '../support/compile-once.ts';
import { launchChromium } from './chromium.ts';
import { dependenciesByName, FAILURE_MESSAGE, makeFixtureProject, reach, reversed, writeRunRecord, type FixtureProject } from './fixture-project.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

describe('lineage page in Chromium', () => {
  let project: FixtureProject;
  let server: LineageServer;
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;
  let complaints: string[];
  let requests: string[];
  const cleanUps: (() => Promise<void>)[] = [];

  before(async function () {
    browser = await launchChromium(this);
    cleanUps.push(() => browser.close());
    project = await makeFixtureProject();
    cleanUps.push(project.remove);
    await writeRunRecord(project);
    const { dir } = await buildLineageSite({ ...project, graph: project.compiled });
    server = await serveLineage(dir, 0);
    cleanUps.push(server.close);
  });

  after(async () => {
    for (const cleanUp of cleanUps.reverse()) await cleanUp();
  });

  beforeEach(async () => {
    context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
    page = await context.newPage();
    complaints = [];
    requests = [];
    page.on('console', (message) => ['error', 'warning'].includes(message.type()) && complaints.push(message.text()));
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('request', (request) => requests.push(request.url()));
  });

  afterEach(async () => {
    await context.close();
    expect(complaints).to.deep.equal([]);
    expect(requests.filter((url) => !url.startsWith(server.url))).to.deep.equal([]);
  });

  const open = async (hash = '', url = server.url): Promise<void> => {
    await page.goto(url + hash);
    await page.waitForSelector('body[data-ready]');
  };
  const card = (name: string) => page.locator(`.card[data-id$=".${name}"]`);
  const heading = () => page.locator('#panel h2').innerText();
  const shown = (name: string) => page.waitForFunction((wanted) => document.querySelector('#panel h2')?.textContent === wanted, name, { polling: 20, timeout: 10_000 });
  const related = async (relation: string): Promise<string[]> => {
    const ids = await page.locator(`.card[data-relation="${relation}"]`).evaluateAll((cards) => cards.map((element) => element.getAttribute('data-id') ?? ''));
    return ids.map((id) => id.split('.').at(-1) ?? '').sort();
  };
  const dependency = (name: string) => page.locator(`#panel [data-direction="upstream"] a[data-id$=".${name}"]`);

  it('is served with a policy that allows its own files and nothing inline', async () => {
    const response = await page.goto(server.url);
    const policy = response?.headers()['content-security-policy'] ?? '';
    expect(policy).to.contain("default-src 'none'").and.contain("script-src 'self'").and.contain("style-src 'self'");
    expect(policy).not.to.contain('unsafe');
    await page.waitForSelector('body[data-ready]');
    expect(await page.locator('.card').count()).to.equal(13);
  });

  it('lights exactly the ancestors and descendants of any model that is clicked', async () => {
    await open();
    const next = dependenciesByName(project.compiled);
    for (const name of next.keys()) {
      await card(name).click();
      await shown(name);
      expect(await related('selected'), name).to.deep.equal([name]);
      expect(await related('upstream'), name).to.deep.equal(reach(name, next));
      expect(await related('downstream'), name).to.deep.equal(reach(name, reversed(next)));
    }
  });

  it('dims the rest and draws upstream unlike downstream', async () => {
    await open('#home_credit_marts.customer_features');
    const look = (name: string) => card(name).evaluate((element) => ({ border: getComputedStyle(element).borderColor, style: getComputedStyle(element).borderStyle }));
    await card('bureau').click();
    await page.waitForFunction(() => getComputedStyle(document.querySelector('.card[data-id$=".application_train"]') ?? document.body).opacity === '0.3');
    await open('#home_credit_marts.customer_features');
    expect(await look('bureau')).not.to.deep.equal(await look('training_examples'));
  });

  it('traces customer_features to a raw table by clicking what it is made from', async () => {
    await open('#home_credit_marts.customer_features');
    for (const name of ['int_installments_aggregated_to_customer', 'stg_home_credit__installments', 'installments_payments']) {
      await dependency(name).click();
      await shown(name);
    }
    expect(await page.locator('#panel .kind').innerText()).to.contain('Raw');
    expect(await dependency('').count()).to.equal(0);
    await page.goBack();
    await shown('stg_home_credit__installments');
    expect(await related('selected')).to.deep.equal(['stg_home_credit__installments']);
  });

  it('names the raw tables behind a mart at once', async () => {
    await open('#home_credit_marts.customer_features');
    const firsts = await page.locator('#panel .paths li a:first-child').allInnerTexts();
    expect(firsts).to.deep.equal(['application_train', 'bureau', 'installments_payments']);
  });

  it('finds models and columns from the keyboard, by name or description', async () => {
    await open();
    await page.keyboard.press('/');
    await page.keyboard.type('paid after they');
    await page.waitForSelector('#results [role="option"]');
    expect(await page.locator('#results .name').allInnerTexts()).to.deep.equal(['installments_late_share']);
    await page.keyboard.press('Enter');
    await shown('customer_features');
    expect(await page.locator('#panel [data-wanted]').getAttribute('data-column')).to.equal('installments_late_share');
    await page.keyboard.press('/');
    await page.keyboard.type('stg_');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await shown('stg_home_credit__bureau_credits');
  });

  it('can be walked by keyboard alone', async () => {
    await open();
    await card('customer_features').focus();
    await page.keyboard.press('Enter');
    await shown('customer_features');
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('Enter');
    await page.waitForFunction(() => document.querySelector('#panel h2')?.textContent !== 'customer_features');
    expect(await heading()).to.be.oneOf(['training_examples', 'customer_scores']);
    await page.keyboard.press('Escape');
    expect(await page.locator('#panel').isVisible()).to.equal(false);
    expect(await related('unrelated')).to.have.length(13);
    await page.keyboard.press('Tab');
    expect(await page.evaluate(() => document.activeElement?.className)).to.equal('card');
  });

  it('shows columns with type, unit, source, basis and reason, and filters them', async () => {
    await open('#home_credit_marts.customer_features');
    await page.getByRole('tab', { name: /Columns/ }).click();
    expect(page.url()).to.contain('#home_credit_marts.customer_features/columns');
    const age = page.locator('[data-column="application_age_years"]');
    expect(await age.innerText()).to.contain('years').and.contain('prohibited').and.contain('AGE01').and.contain('stg_home_credit__applications');
    await page.getByLabel('Filter columns').fill('share instalments');
    expect(await page.locator('[data-column]:visible').evaluateAll((rows) => rows.map((row) => row.getAttribute('data-column')))).to.deep.equal(['installments_late_share']);
    await open('#home_credit_raw.application_train/columns');
    await shown('application_train');
    expect(await page.locator('[data-column="DAYS_BIRTH"]').innerText()).to.contain('INT64');
  });

  it('shows source and compiled SQL, copies them, and links the models in them', async () => {
    await context.grantPermissions(['clipboard-read', 'clipboard-write']);
    await open('#home_credit_intermediate.int_installments_aggregated_to_customer/sql');
    expect(await page.locator('.code').innerText()).to.contain('group by customer_id');
    await page.getByRole('button', { name: 'Compiled SQL' }).click();
    expect(await page.locator('.code').allInnerTexts()).to.have.length(2);
    await page.getByRole('button', { name: 'Copy Query' }).click();
    await page.waitForSelector('#notice.shown');
    const copied = await page.evaluate(() => navigator.clipboard.readText());
    expect(copied).to.contain('from `home-credit.home_credit_staging.stg_home_credit__installments`\ngroup by');
    await page.locator('.code a.ref').click();
    await shown('stg_home_credit__installments');
  });

  it('shows a failed assertion on the card, in the bar and with its message', async () => {
    await open();
    expect(await card('customer_features').locator('.health[data-status="failed"]').innerText()).to.equal('1');
    expect(await card('stg_home_credit__installments').locator('.health').getAttribute('data-status')).to.equal('passed');
    expect(await card('customer_scores').locator('.health').count()).to.equal(0);
    await page.locator('#run summary').click();
    await page.locator('#run .popover a').click();
    await page.waitForSelector('.check[data-status="failed"]');
    expect(await page.getByRole('tab', { name: /Checks/ }).innerText()).to.contain('1/3');
    const [failed, ...others] = await page.locator('.check[data-status]').all();
    expect(await failed?.innerText()).to.contain('Failed').and.contain('Unique key').and.contain('customer_id').and.contain(FAILURE_MESSAGE);
    expect(others).to.have.length(2);
    for (const other of others) expect(await other.innerText()).to.contain('Passed');
    await open('#home_credit_scoring.customer_scores/checks');
    await shown('customer_scores');
    expect(await page.locator('.check').first().innerText()).to.contain('Not run yet');
  });

  it('shows markup in a description as text', async () => {
    await open('#home_credit_monitoring.score_bands_daily/columns');
    expect(await page.locator('[data-column="band"] p').innerText()).to.equal('Band of probability, 0 to 9: <b>0</b> is the safest.');
  });

  it('says so when a link names a model that is not there', async () => {
    await open('#home_credit_marts.nothing');
    expect(await page.locator('#panel').innerText()).to.contain('No such model').and.contain('home_credit_marts.nothing');
  });

  it('zooms and pans, and shows everything again', async () => {
    await open();
    const transform = () => page.locator('#world').evaluate((element) => element.style.transform);
    const fitted = await transform();
    await page.getByRole('button', { name: 'Zoom in' }).click();
    await page.mouse.move(640, 700);
    await page.mouse.wheel(80, 40);
    await page.waitForFunction((before) => document.getElementById('world')?.style.transform !== before, fitted);
    await page.keyboard.press('f');
    expect(await transform()).to.equal(fitted);
  });

  it('traces customer_features of the real project to every raw table by clicking', async () => {
    const compiled = await compileOnce(project.localDir);
    const { dir } = await buildLineageSite({ projectDir: ROOT, localDir: `${project.localDir}/real`, graph: compiled });
    const real = await serveLineage(dir, 0);
    try {
      const next = dependenciesByName(compiled);
      const raw = (compiled.declarations ?? []).map(({ target }) => target.name);
      // The eight of the source, and the list of their loads.
      expect(raw).to.have.length(9);
      for (const table of raw) {
        await open('#home_credit_marts.customer_features', real.url);
        await shown('customer_features');
        for (let at = 'customer_features'; at !== table; ) {
          const step = (next.get(at) ?? []).find((name) => name === table || reach(name, next).includes(table));
          if (step === undefined) throw new Error(`customer_features does not read ${table}`);
          await dependency(step).click();
          await shown(step);
          at = step;
        }
        expect(await page.locator('#panel .kind').innerText()).to.contain('Raw');
      }
    } finally {
      requests = requests.filter((url) => !url.startsWith(real.url));
      await real.close();
    }
  });
});
