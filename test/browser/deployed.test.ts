/** The console as it is deployed: signing in, roles, asking now and then, and signing out, in the real Chromium. */
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { openContext, openPageIn, type Watched } from './browser.ts'
import { type DeployedSite, type Person, startDeployedSite } from './deployed-site.ts'
import { LOOKS, startBrowser } from './site.ts'
import { expectAccessible, expectQuiet, noteMore, settled } from './watch.ts'

const browser = await startBrowser()

// Without a browser there is nothing to prove; that was said aloud.
describe.skipIf(browser === null)('the deployed console', { timeout: 60_000 }, () => {
  let site: DeployedSite
  const contexts: BrowserContext[] = []
  /** What any page said or asked for, with all that could give a token away. */
  const heard: string[] = []
  beforeAll(async () => {
    site = await startDeployedSite()
  }, 120_000)
  afterEach(async () => {
    site.oidc.holdFor(3_600)
    site.oidc.lie({})
    for (const context of contexts.splice(0)) await context.close()
  })
  afterAll(async () => {
    await browser?.close()
    site?.close()
  })

  /** A browser that remembers nothing, at an address. */
  const visit = async (path: string, look: keyof typeof LOOKS = 'desk'): Promise<Watched> => {
    const context = await openContext(browser as Browser, LOOKS[look])
    contexts.push(context)
    const watched = await openPageIn(context)
    const { page } = watched
    page.setDefaultTimeout(10_000)
    page.on('request', (request) => heard.push(`${request.url()} ${request.headers().referer ?? ''}`))
    page.on('console', (message) => heard.push(message.text()))
    await noteMore(page)
    await page.goto(site.url + path)
    await page.locator('h1').waitFor()
    return watched
  }
  const signIn = async (page: Page, person: Person | 'nobody'): Promise<void> => {
    await page.locator('main button').first().click()
    await page.locator(`#${person}`).click()
    await page.locator('h1').waitFor()
    if (person !== 'nobody') await settled(page)
  }
  const signedIn = async (person: Person, path = '/', look: keyof typeof LOOKS = 'desk'): Promise<Watched> => {
    const watched = await visit(path, look)
    await signIn(watched.page, person)
    return watched
  }
  /** What of ours is in the storage of the tab. */
  const kept = async (page: Page): Promise<readonly string[]> =>
    ((await page.evaluate('Object.keys(sessionStorage)')) as readonly string[]).filter((key) => key.startsWith('rekindle.'))
  const apiCalls = (): readonly string[] => site.asked().filter((one) => one.includes(' /api/'))
  const tokenCalls = () => site.oidc.asked().filter(({ url }) => url.startsWith('/oauth2/token'))
  const asked = async <T>(page: Page, path: string): Promise<T> =>
    (await page.evaluate(`fetch(${JSON.stringify(path)}).then((response) => response.status)`)) as T

  it.each(['desk', 'narrow'] as const)('shows nothing and asks for nothing until somebody has signed in: %s', async (look) => {
    const before = apiCalls().length
    const watched = await visit('/customers', look)
    const title = { en: 'Sign in', zh: '登录' }[LOOKS[look].language]
    expect(await watched.page.locator('h1').innerText()).toBe(title)
    expect(await watched.page.title()).toBe(`${title} · Rekindle`)
    expect(await watched.page.locator('nav').count()).toBe(0)
    expect(apiCalls()).toHaveLength(before)
    await expectQuiet(watched, `sign-in, ${look}`)
    await expectAccessible(watched.page, `sign-in, ${look}`)
  })

  it('signs in with a code and its proof, and goes on where one wanted to', async () => {
    const before = tokenCalls().length
    const watched = await signedIn('vera', '/customers?stage=dormant')
    const { page } = watched
    expect(page.url()).toBe(`${site.url}/customers?stage=dormant`)
    expect(await page.locator('h1').innerText()).toBe('Customers')
    const account = page.getByRole('region', { name: 'Signed in as' })
    await account.getByText('vera').waitFor()
    await account.getByText('viewer · test').waitFor()
    const [exchange, ...more] = tokenCalls().slice(before)
    expect(more).toEqual([])
    expect(Object.fromEntries(new URLSearchParams(exchange?.body))).toEqual({
      grant_type: 'authorization_code',
      code: expect.any(String),
      redirect_uri: `${site.url}/signed-in`,
      code_verifier: expect.stringMatching(/^[\w-]{43}$/),
      client_id: 'the-console',
    })
    await expectQuiet(watched, 'signed in')
  })

  it('keeps the access token in memory alone, and the rest in this tab', async () => {
    const { page } = await signedIn('vera')
    const [local, session] = (await page.evaluate('[JSON.stringify(localStorage), JSON.stringify(sessionStorage)]')) as [string, string]
    const inUse = site.oidc.given().filter((one) => session.includes(one) || local.includes(one))
    expect(site.oidc.given().filter((one) => local.includes(one))).toEqual([])
    expect(inUse).toHaveLength(1)
    expect(site.oidc.holderOf(inUse[0] ?? '')).toBeNull()
    expect(Object.keys(JSON.parse(session) as object)).toEqual(expect.arrayContaining(['rekindle.refresh']))
    expect(session).not.toContain('verifier')
    expect(await page.evaluate('document.cookie')).toBe('')
  })

  it('is still signed in after the page was loaded again, and in a tab of its own not', async () => {
    const { page } = await signedIn('vera')
    const before = tokenCalls().length
    await page.reload()
    await settled(page)
    await page.getByText('viewer · test').first().waitFor()
    expect(
      tokenCalls()
        .slice(before)
        .map(({ body }) => new URLSearchParams(body).get('grant_type')),
    ).toEqual(['refresh_token'])
    const other = await openPageIn(contexts.at(-1) as BrowserContext)
    await other.page.goto(site.url)
    expect(await other.page.locator('h1').innerText()).toBe('Sign in')
  })

  it('renews a token before it is over, once for all who ask', async () => {
    site.oidc.holdFor(30)
    const { page } = await signedIn('vera')
    site.oidc.holdFor(3_600)
    const before = tokenCalls().length
    await page.getByRole('link', { name: 'Delivery', exact: true }).click()
    await page.locator('h1', { hasText: 'Delivery' }).waitFor()
    await settled(page)
    await page.getByRole('link', { name: 'Results', exact: true }).click()
    await page.locator('h1', { hasText: 'Results' }).waitFor()
    await settled(page)
    expect(tokenCalls().length - before).toBe(1)
  })

  it('asks again with a new token where the API turned the old one away', async () => {
    const { page } = await signedIn('mara')
    site.oidc.end('access')
    const before = tokenCalls().length
    await page.getByRole('link', { name: 'Delivery', exact: true }).click()
    await page.getByText('Sending is on').waitFor()
    expect(tokenCalls().length - before).toBe(1)
  })

  it('says that a session is over, and takes up where it was', async () => {
    const { page } = await signedIn('vera')
    site.oidc.end('sessions')
    await page.getByRole('link', { name: 'Delivery', exact: true }).click()
    await page.getByText('Your session is over').waitFor()
    expect(await page.evaluate('sessionStorage.getItem("rekindle.refresh")')).toBeNull()
    await signIn(page, 'vera')
    expect(page.url()).toBe(`${site.url}/delivery`)
    await page.getByText('Sending is on').waitFor()
  })

  describe('an answer that is not ours', () => {
    it.each([
      { title: 'without a question', path: '/signed-in?code=stolen&state=guessed', attempt: null },
      { title: 'to another question', path: '/signed-in?code=stolen&state=guessed', attempt: 'mine' },
      { title: 'without a state', path: '/signed-in?code=stolen', attempt: 'mine' },
      { title: 'that says no to another question', path: '/signed-in?error=access_denied&state=guessed', attempt: 'mine' },
    ])('is taken for nothing: $title', async ({ path, attempt }) => {
      const { page } = await visit('/')
      if (attempt !== null)
        await page.evaluate(
          `sessionStorage.setItem('rekindle.sign-in', JSON.stringify({ state: 'mine', nonce: 'n', verifier: 'v', back: '//evil.example/x' }))`,
        )
      const before = tokenCalls().length
      await page.goto(site.url + path)
      await page.getByText('belongs to no question of this tab').waitFor()
      expect(page.url()).toBe(`${site.url}/`)
      expect(tokenCalls()).toHaveLength(before)
    })

    it.each([
      { title: 'for another attempt', claims: { nonce: 'another' } },
      { title: 'for another client', claims: { aud: 'another' } },
      { title: 'of another issuer', claims: { iss: 'https://evil.example' } },
      { title: 'that is long over', claims: { exp: 1 } },
    ])('is turned away: $title', async ({ claims }) => {
      site.oidc.lie(claims)
      const { page } = await visit('/')
      const before = apiCalls().length
      await page.locator('main button').first().click()
      await page.locator('#ada').click()
      await page.getByText('is not meant for this console').waitFor()
      expect(apiCalls()).toHaveLength(before)
      expect(await kept(page)).toEqual([])
    })

    it('may be a no, and is said', async () => {
      const { page } = await visit('/')
      await signIn(page, 'nobody')
      await page.getByText('The sign-in page refused: access_denied.').waitFor()
    })
  })

  it('asks anew by itself, for nobody tells it what changed', async () => {
    const { page } = await visit('/')
    await page.clock.install()
    await signIn(page, 'vera')
    const overviews = (): number => apiCalls().filter((one) => one.endsWith('/api/overview')).length
    const before = overviews()
    await page.clock.runFor(20_000)
    expect(overviews()).toBe(before)
    const again = page.waitForResponse(/api.overview/)
    await page.clock.runFor(20_000)
    await again
    expect(overviews()).toBe(before + 1)
  })

  it('signs out here, at the API’s door and at the sign-in page', async () => {
    const { page } = await signedIn('vera', '/campaigns')
    const refresh = (await page.evaluate('sessionStorage.getItem("rekindle.refresh")')) as string
    await page.getByRole('button', { name: 'Sign out' }).click()
    await page.locator('h1', { hasText: 'Sign in' }).waitFor()
    expect(page.url()).toBe(`${site.url}/`)
    const said = site.oidc.asked().slice(-2)
    expect(said.map(({ method, url }) => `${method} ${url.split('?')[0]}`)).toEqual(['POST /oauth2/revoke', 'GET /logout'])
    expect(new URLSearchParams(said[0]?.body).get('token')).toBe(refresh)
    expect(await kept(page)).toEqual([])
    await page.reload()
    expect(await page.locator('h1').innerText()).toBe('Sign in')
  })

  describe('a viewer', () => {
    it('finds what changes something disabled, with the reason', async () => {
      const { page } = await signedIn('vera', '/delivery')
      const stop = page.getByRole('button', { name: 'Stop all sending' })
      expect(await stop.getAttribute('aria-disabled')).toBe('true')
      const reason = await stop.getAttribute('aria-describedby')
      expect(await page.locator(`[id="${reason}"]`).innerText()).toBe('This takes the role of a marketer; you are a viewer.')
      await stop.click({ force: true })
      expect(await page.getByRole('dialog').count()).toBe(0)
      await page.goto(`${site.url}/activity`)
      await page.getByText('This takes the role of a marketer; you are a viewer.').waitFor()
      await page.goto(`${site.url}/connect`)
      await page.getByText('This takes the role of an administrator; you are a viewer.').first().waitFor()
    })

    it('is refused by the API, whatever the page shows', async () => {
      const { page } = await signedIn('vera')
      const body = JSON.stringify({ on: false, because: 'x' })
      const [token] = site.oidc.given().slice(-3)
      const status = await page.evaluate(
        `fetch('/api/sending', { method: 'POST', headers: { authorization: 'Bearer ${token}' }, body: '${body}' }).then((one) => one.status)`,
      )
      expect([site.oidc.holderOf(token ?? ''), status]).toEqual(['vera', 403])
      expect(await asked(page, '/api/overview')).toBe(401)
    })

    it('sees no inbox, no demo and no live line, and asks for none', async () => {
      const before = site.asked().length
      const { page } = await signedIn('vera')
      expect(await page.getByRole('link', { name: 'Inbox', exact: true }).count()).toBe(0)
      await page.getByRole('link', { name: 'Connect', exact: true }).click()
      await page.locator('h1', { hasText: 'Connect your backend' }).waitFor()
      await settled(page)
      const text = await page.locator('main').innerText()
      for (const said of ['https://api.example', 'rekindle (eu-west-1)', 'One of those below']) expect(text).toContain(said)
      expect(text).not.toContain('What arrives now')
      await page.getByText('AWS SDK', { exact: true }).click()
      expect(await page.locator('main pre').last().innerText()).not.toContain('endpoint')
      const calls = site.asked().slice(before).join('\n')
      expect(calls).not.toMatch(/\/api\/(live|inbox|token|demo)/)
    })

    it('without any role is told whom to ask', async () => {
      const { page } = await visit('/')
      await page.locator('main button').first().click()
      await page.locator('#nora').click()
      await page.getByText('comes from somebody without a role').first().waitFor()
    })
  })

  it('an administrator makes a key, sees it once, takes it back; and all of it is written down', async () => {
    const watched = await signedIn('ada', '/connect')
    const { page } = watched
    await page.getByRole('button', { name: 'Make a key' }).click()
    const sheet = page.getByRole('dialog', { name: 'Make a key' })
    await sheet.getByLabel('What it is for').fill('Shop backend')
    await page.keyboard.press('Enter')
    await page.getByText('The key is made').waitFor()
    const key = (await page.getByRole('region', { name: 'Write key', exact: true }).locator('pre').innerText()).trim()
    expect(key).toMatch(/^rk_/)
    expect(await page.locator('main pre').first().innerText()).toContain(`-u '${key}:'`)
    await page.getByRole('table', { name: 'Write keys' }).getByText('Shop backend').waitFor()
    await expectAccessible(page, 'a key that was made')
    await page.reload()
    await settled(page)
    await page.getByRole('table', { name: 'Write keys' }).getByText('Shop backend').waitFor()
    expect(await page.locator('main').innerText()).not.toContain(key)
    await page.getByRole('button', { name: 'Take back' }).click()
    await page.getByLabel(/to be certain/).fill('Shop backend')
    await page.keyboard.press('Enter')
    await page.getByText('There is none so far.').waitFor()
    await page.getByRole('link', { name: 'Activity', exact: true }).click()
    await page.locator('h1', { hasText: 'Activity' }).waitFor()
    await settled(page)
    const rows = await page.getByRole('table').locator('tbody tr').allInnerTexts()
    expect(rows.map((row) => row.replace(/\s+/g, ' '))).toEqual([
      expect.stringMatching(/ada in the console Took a write key back .*done/),
      expect.stringMatching(/ada in the console Made a write key name Shop backend .*done/),
    ])
    await expectQuiet(watched, 'keys')
  })

  it('a marketer stops a campaign, as on one’s own machine', async () => {
    const { page } = await signedIn('mara', '/delivery')
    await page.getByRole('button', { name: 'Stop all sending' }).click()
    await page.getByRole('dialog', { name: 'Stop all sending' }).getByLabel(/Why\?/).fill('A wrong price')
    await page.keyboard.press('Enter')
    await page.getByText('All sending is stopped').waitFor()
    await page.getByRole('button', { name: 'Undo' }).click()
    await page.getByText('Sending is on').waitFor()
  })

  // Those that are other pages here than on one's own machine; all of them are looked at there.
  it.each(['/', '/connect'])('is quiet, still and open to everybody: %s', async (path) => {
    await Promise.all(
      (['desk', 'narrow'] as const).map(async (look) => {
        const watched = await signedIn('ada', path, look)
        await expectQuiet(watched, `${path}, ${look}`)
        await expectAccessible(watched.page, `${path}, ${look}`)
      }),
    )
  })

  it('names no token in any address or log', () => {
    const all = [...heard, ...site.asked(), ...site.oidc.asked().map(({ url }) => url)].join('\n')
    expect(site.oidc.given().length).toBeGreaterThan(30)
    expect(site.oidc.given().filter((token) => all.includes(token))).toEqual([])
    expect(heard.filter((one) => one.includes('code=') && !one.includes('/signed-in?'))).toEqual([])
  })
})
