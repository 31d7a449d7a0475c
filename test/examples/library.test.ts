import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { beforeAll, describe, expect, it } from 'vitest'
import { liquidRenderer } from '../../shared/adapters/liquid/renderer.ts'
import type { Campaign } from '../../shared/domain/campaign/campaign.ts'
import { contentOf } from '../../local/templates/read.ts'
import { fillOf, LINKS } from '../templates/world.ts'
import { type Happening, type Library, lived, readLibrary, reachedIn, sentTo, stepsOf, templatesOf } from './library.ts'

const EXAMPLES = fileURLToPath(new URL('../../examples/', import.meta.url))

let library: Library
beforeAll(async () => {
  library = await readLibrary()
}, 120_000)

/** Somebody with an address, who may be written to. */
const SUBSCRIBED: Happening = [0, 'Subscribed', {}, { email: 'ann@example.com', firstName: 'Ann', timezone: 'Europe/Berlin' }]
const order = (onDay: number, orderId: string, category: string, revenue = 40): Happening => [
  onDay,
  'Order Completed',
  { orderId, category, revenue, currency: 'USD' },
]
const answersWhyGone = (reason: string): readonly Happening[] => [
  order(0, 'o-1', 'books'),
  [138, 'Survey Answered', { survey: 'why-gone', reason }],
]
const GREAT: readonly Happening[] = [order(0, 'o-1', 'books', 600)]
const calledOn61 = (more: { promised?: string }): readonly Happening[] => [...GREAT, [61, 'Call Logged', { reached: true, ...more }]]
/** Days of 2031: the announcement is on 8 April. */
const APRIL_2031 = (Date.UTC(2031, 3, 1) - Date.UTC(2026, 0, 1)) / 86_400_000

/** Lives that together lead through every step; each is lived by several people, for some are held out and some drawn elsewhere. */
const LIVES: Readonly<Record<string, readonly (readonly Happening[])[]>> = {
  'onboarding-checklist': [
    [[1, 'Account Created']],
    [
      [1, 'Account Created'],
      [2, 'Application Installed'],
      [2, 'Profile Completed'],
      [4, 'Product Added to Wishlist'],
    ],
  ],
  'win-back-ladder': [[order(0, 'o-1', 'books')], answersWhyGone('service'), answersWhyGone('price'), answersWhyGone('choice')],
  'high-value-rescue': [GREAT, calledOn61({ promised: 'offer' }), calledOn61({})],
  'vip-upsell': [[0, 5, 10, 15].map((onDay) => order(onDay, `o-${onDay}`, 'books', 200))],
  'renewal-reminder': [
    [[1, 'Membership Started', {}, { renewalAt: '2026-03-01' }]],
    [[1, 'Membership Started', {}, { renewalAt: '2026-03-01', autoRenews: true }]],
  ],
  birthday: [[[1, 'Profile Completed', {}, { birthday: '1990-02-10' }], order(2, 'o-1', 'books')]],
  'feature-announcement': [
    [
      [APRIL_2031, 'Application Opened'],
      [APRIL_2031 + 1, 'Application Opened'],
    ],
  ],
  'referral-ask': [
    [[1, 'Survey Answered', { survey: 'nps', score: 9 }]],
    [
      [1, 'Survey Answered', { survey: 'nps', score: 10 }],
      [6, 'Friend Invited'],
    ],
  ],
  'post-purchase-cross-sell': [
    [order(1, 'o-1', 'plants')],
    [order(1, 'o-1', 'plants'), [4, 'Order Delivered', { orderId: 'o-1' }]],
    [order(1, 'o-1', 'pots'), order(9, 'o-2', 'plants'), [11, 'Order Delivered', { orderId: 'o-2' }]],
  ],
}
const EACH_LIVED_BY = 12

const campaignOf = (id: string): Campaign => {
  const found = library.campaigns.find((one) => one.id === id)
  if (found === undefined) throw new Error(`the library has no ${id}`)
  return found
}

describe('the library of examples', () => {
  it('is right, and nothing in it is worth a second look', () => {
    expect(library.looked.wrong).toEqual([])
    expect(library.looked.warnings).toEqual([])
    expect(library.templates.flatMap(({ findings }) => findings)).toEqual([])
  })

  it('has a life for each campaign, no template that nobody is sent, and a line of each in its table', () => {
    expect(library.campaigns.map(({ id }) => id).sort()).toEqual(Object.keys(LIVES).sort())
    expect([...new Set(library.campaigns.flatMap(templatesOf))].sort()).toEqual(library.templates.map(({ name }) => name).sort())
    const table = readFileSync(`${EXAMPLES}README.md`, 'utf8')
    for (const name of readdirSync(`${EXAMPLES}library/campaigns`)) expect(table).toContain(`(library/campaigns/${name})`)
  })

  it('says what it is for: a goal each, and an exit on it', () => {
    for (const { id, exits, experiment } of library.campaigns) {
      const goal = experiment?.metrics[0]
      const ends = exits.flatMap((exit) => (exit.on === 'event' ? [exit.event] : []))
      expect({ id, goal: goal?.event, ends }).toEqual({ id, goal: expect.any(String), ends: expect.arrayContaining([goal?.event]) })
    }
  })

  it('shares its parts with the other templates', () => {
    const part = (folder: string, name: string) => readFileSync(`${EXAMPLES}${folder}templates/${name}`, 'utf8')
    const shared = ['brand.json', ...readdirSync(`${EXAMPLES}templates/parts`).map((name) => `parts/${name}`)]
    for (const name of shared) expect(part('library/', name), name).toBe(part('', name))
  })
})

describe('a run in virtual time', () => {
  it.each(Object.entries(LIVES))('of %s reaches every step, and every mail of it is sent', (id, lives) => {
    const campaign = campaignOf(id)
    const people = lives.flatMap((life, which) =>
      Array.from({ length: EACH_LIVED_BY }, (_, n) => lived(library.rules, `${id}-${which}-${n}`, [SUBSCRIBED, ...life])),
    )
    expect([...reachedIn(campaign, people)].sort()).toEqual([...stepsOf(campaign)].sort())
    const sent = sentTo(new Map([[campaign.id, campaign]]), people)
    expect([...sent].sort()).toEqual([...new Set(templatesOf(campaign))].sort())
    for (const person of people) expect(person.state().journeys).toEqual([])
  })

  it('sends who is held out nothing', () => {
    const people = Array.from({ length: 60 }, (_, n) => lived(library.rules, `held-${n}`, [SUBSCRIBED, [1, 'Account Created']]))
    const held = people.flatMap((person) => person.messages()).filter((message) => message.held)
    expect(held.length).toBeGreaterThan(0)
    expect(new Set(held.map(({ status }) => status.name))).toEqual(new Set(['withheld']))
  })
})

describe('every template', () => {
  it('says a day as people write it, in each language, wherever the machine is', async () => {
    const found = library.templates.find(({ name }) => name === 'renewal-week')?.compiled
    if (!found) throw new Error('renewal-week is gone')
    const texts = await Promise.all(
      ['en', 'zh'].map((locale) => liquidRenderer().render(contentOf(found, 1), fillOf({ renewalAt: '2026-09-01' }, { locale }))),
    )
    expect(texts.map((mail) => (mail.ok ? mail.text : mail.detail))).toEqual([
      expect.stringContaining('1 September 2026'),
      expect.stringContaining('2026 年 9 月 1 日'),
    ])
  })

  it('renders for its sample and for somebody of whom nothing is known, in both languages, with the way out and without a hole', async () => {
    const renderer = liquidRenderer()
    for (const { name, compiled } of library.templates) {
      if (compiled === null) throw new Error(name)
      const content = contentOf(compiled, 1)
      expect([...content.written.keys()], name).toEqual(['en', 'zh'])
      for (const locale of content.written.keys()) {
        const said: string[] = []
        for (const customer of [
          JSON.parse(readFileSync(`${EXAMPLES}library/templates/${name}/template.json`, 'utf8')).sample.customer,
          {},
        ]) {
          const mail = await renderer.render(content, { ...fillOf({}, { locale, coupon: 'CODE-1' }), customer })
          if (!mail.ok) throw new Error(`${name} ${locale}: ${mail.detail}`)
          for (const part of [mail.html, mail.text]) {
            expect(part.replaceAll('&amp;', '&'), name).toContain(LINKS.unsubscribe)
            expect(part, name).not.toMatch(/\{\{|\{%|undefined|Invalid Date|NaN/)
          }
          said.push(mail.subject + mail.text)
        }
        if (content.written.get(locale)?.html?.includes('firstName')) expect(said[0], name).toContain('Ann')
      }
    }
  })
})
