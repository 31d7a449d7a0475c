import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { checkFiles } from '../../local/check.ts'
import { type DefinitionFiles, readDefinitions, rulesFrom } from '../../local/definitions.ts'
import { publishChanged } from '../../local/live/publish.ts'
import { readTemplateFolder } from '../../local/templates/folder.ts'
import { checkTemplate } from '../../local/wiring.ts'
import { openSqlite } from '../../shared/adapters/sqlite/open.ts'
import { NO_TEMPLATES } from '../../shared/contract/campaign-steps.ts'
import { parseCampaign } from '../../shared/contract/campaign.ts'
import type { MailContent } from '../../shared/domain/campaign/campaign.ts'
import { campaignAt } from '../../shared/domain/campaign/catalogue.ts'
import type { Rules } from '../../shared/domain/customer/rules.ts'
import type { Json } from '../../shared/kernel/json.ts'
import { campaignId, epochMs } from '../../shared/kernel/words.ts'
import { changed, example, problemsOf } from '../parsing/files.ts'
import { contentOf } from './world.ts'

const EXAMPLES = join(import.meta.dirname, '../../examples')
const CONFIRM = example('double-opt-in/confirm-subscription.json')

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'templates-'))
  for (const name of ['campaigns', 'templates', 'double-opt-in']) cpSync(join(EXAMPLES, name), join(folder, name), { recursive: true })
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const files = (campaigns = 'campaigns'): DefinitionFiles => ({
  policy: join(EXAMPLES, 'policies/retail.json'),
  campaigns: join(folder, campaigns),
  experiments: null,
  templates: null,
})
const edit = (path: string, change: (text: string) => string): void =>
  writeFileSync(join(folder, path), change(readFileSync(join(folder, path), 'utf8')))
const problems = async (asked: DefinitionFiles): Promise<readonly string[]> =>
  readDefinitions(asked, 'seed', checkTemplate).then(
    () => [],
    (failure: Error) => failure.message.split('\n'),
  )

describe('publishing', () => {
  it('keeps what a published campaign says, whatever its templates say later', async () => {
    const stores = openSqlite(':memory:')
    const publish = async () =>
      (await publishChanged(stores, files(), 'seed', epochMs(1))).published.map(({ kind, id, version }) => `${kind} ${id} ${version}`)
    const rules = async (): Promise<Rules> => rulesFrom(await stores.definitions.all(), checkTemplate)
    const subjects = ({ campaigns }: Rules, version: number): readonly (string | undefined)[] =>
      [...(campaignAt(campaigns, campaignId('onboarding'), version).paths.get('guide')?.steps ?? [])].flatMap((step) =>
        step.type === 'send' ? [step.content.written.get('en')?.subject] : [],
      )
    expect(await publish()).toHaveLength(1 + 9 + 2)
    expect(await publish()).toEqual([])
    edit('templates/getting-started/template.json', (text) => text.replace('How to find your way around', 'Ways around'))
    expect(await publish()).toEqual(['template getting-started 2', 'campaign onboarding 2'])
    expect(await publish()).toEqual([])
    const now = await rules()
    expect(subjects(now, 1)[1]).toBe('How to find your way around')
    expect(subjects(now, 2)[1]).toBe('Ways around')
    expect(
      (await stores.definitions.all()).find(({ kind, id, version }) => kind === 'campaign' && id === 'onboarding' && version === 2)?.source,
    ).toMatchObject({
      templates: { 'getting-started': 2, welcome: 1 },
    })
    stores.close()
  })

  it('reads no template that no campaign names', async () => {
    edit('templates/confirm-subscription/body.mjml', () => '{{ nobody.knows }}')
    expect(await problems(files())).toEqual([])
    const checked = await checkFiles(files())
    expect(checked.errors.map(({ file }) => file.endsWith('confirm-subscription/body.mjml'))).toEqual([true])
    expect(checked.counts).toEqual({ policies: 1, segments: 0, campaigns: 2, experiments: 0, templates: 9 })
  })

  it.each([
    {
      path: 'campaigns/onboarding.json',
      from: '"welcome"',
      to: '"welcom"',
      says: 'steps.0.send.template is "welcom", which is not there. Did you mean "welcome"?',
    },
    {
      path: 'templates/welcome/template.json',
      from: '{{ customer.traits.firstName',
      to: '{{ customer.firstName',
      says: 'asks for "customer.firstName"',
    },
    { path: 'templates/brand.json', from: '"#1c5a4c"', to: '"green"', says: 'colours.accent is "green"' },
    { path: 'templates/brand.json', from: '"locales": {', to: '"locales": [], "x": {', says: 'Write { "zh": { "company"' },
    {
      path: 'campaigns/win-back.json',
      from: '"id": "win-back"',
      to: '"templates": { "win-back": 1 }, "id": "win-back"',
      says: 'templates is written by publishing',
    },
  ])('$path with $to: $says, once', async ({ path, from, to, says }) => {
    edit(path, (text) => text.replace(from, to))
    const found = await problems(files())
    expect(found.length).toBeGreaterThan(0)
    expect(found.some((one) => one.includes(says))).toBe(true)
    expect(found.filter((one) => /template is /.test(one))).toHaveLength(path.startsWith('campaigns/onboarding') ? 1 : 0)
  })

  it('does not follow a link out of its folder', async () => {
    const { symlinkSync } = await import('node:fs')
    symlinkSync(join(EXAMPLES, 'policies/retail.json'), join(folder, 'templates/welcome/secret.json'))
    symlinkSync(join(EXAMPLES, 'templates'), join(folder, 'templates/elsewhere'))
    const read = await readTemplateFolder(join(folder, 'templates'))
    expect([...read.files.keys()].filter((path) => /secret|elsewhere/.test(path))).toEqual([])
  })
})

describe('a campaign that names templates', () => {
  const named = (more: Partial<Record<'html' | 'text' | 'subject', string>>): MailContent =>
    contentOf({ html: '{{ links.confirm }}{{ links.unsubscribe }}', text: '{{ links.confirm }}{{ links.unsubscribe }}', ...more })
  const judged = (file: Json, content: MailContent | null) => {
    const templates = { names: ['confirm-subscription'], find: () => content }
    return problemsOf(parseCampaign(file, { publishedAt: epochMs(0), version: 1, saltSeed: 's', checkTemplate, templates })).map(
      ({ path, problem }) => `${path} ${problem}`,
    )
  }
  const MARKETING = changed(CONFIRM, 'purpose', 'marketing')
  const at = 'steps.0.send.template'

  it.each([
    { file: CONFIRM, content: named({}), says: [] },
    { file: CONFIRM, content: named({ text: '{{ links.unsubscribe }}' }), says: [`${at} has no {{ links.confirm }} in one of its parts`] },
    { file: CONFIRM, content: named({ html: '{{ links.unsubscribe }}' }), says: [`${at} has no {{ links.confirm }} in one of its parts`] },
    {
      file: MARKETING,
      content: named({ text: '{{ links.confirm }}' }),
      says: [`${at} has no {{ links.unsubscribe }} in one of its parts`],
    },
    { file: MARKETING, content: named({}), says: [] },
    { file: MARKETING, content: named({ subject: '{{ coupon }}' }), says: [`${at} hands out a coupon, and the campaign has none`] },
    { file: MARKETING, content: named({ subject: '{{ customer.traits.coupon | default: "coupon" }}' }), says: [] },
    { file: changed(MARKETING, 'couponPool', 'spring'), content: named({ subject: '{{ coupon }}' }), says: [] },
    { file: MARKETING, content: null, says: [`${at} is "confirm-subscription", which is not there`] },
  ])('$says', ({ file, content, says }) => expect(judged(file, content)).toEqual(says))

  it.each([
    { send: { template: 'a', subject: 'x' }, says: ['steps.0.send.template is "a", which is not there'] },
    { send: { template: 'a', locale: 'en' }, says: ['steps.0.send.locale is not a field we know'] },
    { send: { subject: 'x' }, says: ['steps.0.send.text is missing'] },
    { send: { text: 'x' }, says: ['steps.0.send.subject is missing'] },
    { send: { subject: 'x', text: 'x', locale: 'not a tag' }, says: ['steps.0.send.locale is no language'] },
    { send: { subject: 'x', text: 'x', locale: 'zh' }, says: [] },
    { send: { subject: 'x', text: '{{ coupon }}', locale: 'zh' }, says: ['steps.0.send hands out a coupon, and the campaign has none'] },
  ])('$send: $says', ({ send, says }) => {
    const parsed = parseCampaign(changed(MARKETING, 'steps.0.send', send), {
      version: 1,
      publishedAt: epochMs(0),
      saltSeed: 's',
      checkTemplate,
      templates: NO_TEMPLATES,
    })
    expect(problemsOf(parsed).map(({ path, problem }) => `${path} ${problem}`)).toEqual(says)
  })
})
