/** The library of examples, read as publishing reads it, and people who come and go through it in virtual time. */
import { fileURLToPath } from 'node:url'
import { lookIntoFiles, rulesFrom } from '../../local/definitions.ts'
import { readTemplateFolder } from '../../local/templates/folder.ts'
import { readTemplate, type ReadTemplate } from '../../local/templates/read.ts'
import { checkTemplate } from '../../local/wiring.ts'
import type { Campaign, MailContent } from '../../shared/domain/campaign/campaign.ts'
import { nextDueAt } from '../../shared/domain/customer/due.ts'
import type { Rules } from '../../shared/domain/customer/rules.ts'
import type { Fact } from '../../shared/domain/fact/fact.ts'
import { type Looked, NOTHING_AROUND } from '../../shared/flow/publishing/look.ts'
import type { JsonObject } from '../../shared/kernel/json.ts'
import { HOUR_MS, later } from '../../shared/kernel/time.ts'
import { type EpochMs, epochMs } from '../../shared/kernel/words.ts'
import { CLEAR, day, days, given, type Watched } from '../domain/customer/world.ts'

const LIBRARY = fileURLToPath(new URL('../../examples/library', import.meta.url))

export type Library = {
  readonly looked: Looked
  readonly templates: readonly ReadTemplate[]
  readonly rules: Rules
  readonly campaigns: readonly Campaign[]
}

/** Each template is compiled once, and the files are looked into beside them: what `rekindle check` does. */
export const readLibrary = async (): Promise<Library> => {
  const folder = await readTemplateFolder(`${LIBRARY}/templates`)
  const templates: ReadTemplate[] = []
  for (const name of folder.names) templates.push(await readTemplate(folder, name))
  const files = { policy: `${LIBRARY}/policy.json`, campaigns: `${LIBRARY}/campaigns`, experiments: null, templates: null }
  const looked = await lookIntoFiles(files, 'examples', checkTemplate, {
    ...NOTHING_AROUND,
    templates: { names: folder.names, read: templates },
    now: epochMs(Date.UTC(2026, 0, 1)),
  })
  const rules = rulesFrom(looked.definitions, checkTemplate)
  return { looked, templates, rules, campaigns: [...rules.campaigns.live.values()] }
}

/** Something that happens at noon of a day, counted from 1 January 2026. */
export type Happening = readonly [onDay: number, event: string, properties?: JsonObject, traits?: JsonObject]

/** Goes on long enough for every journey to end. */
const AFTERWARDS_DAYS = 200

/** One person's life under these rules: each instant that is due is looked at when it comes, each mail that is owed is sent. */
export const lived = (rules: Rules, who: string, happenings: readonly Happening[]): Watched => {
  const person = given(rules, who)
  let now = day(0)
  const sendsWhatIsOwed = (): void => {
    for (const message of person.messages().filter(({ status }) => status.name === 'owed')) {
      person.decides({ type: 'claim', ...CLEAR, freeCoupon: `CODE-${who}`, message }, now)
      const claimed = person.messages().find(({ id }) => id === message.id)
      if (claimed?.status.name !== 'claimed') continue
      person.decides({ type: 'report', message: claimed, outcome: { type: 'sent' }, about: null }, now)
    }
  }
  const livesUntil = (until: EpochMs): void => {
    for (let dueAt = nextDueAt(person.state(), rules); dueAt !== null && dueAt < until; dueAt = nextDueAt(person.state(), rules)) {
      now = dueAt
      person.wakes(now)
      sendsWhatIsOwed()
    }
  }
  for (const [onDay, name, properties = {}, traits = {}] of happenings) {
    const at = day(onDay, 12 * HOUR_MS)
    livesUntil(at)
    now = at
    person.does(name, at, { properties, traits })
    sendsWhatIsOwed()
  }
  livesUntil(later(now, days(AFTERWARDS_DAYS)))
  return person
}

/** Every step of a campaign, as `variant step`. */
export const stepsOf = ({ paths }: Campaign): readonly string[] =>
  [...paths].flatMap(([variant, { steps }]) => steps.map((_, step) => `${variant} ${step}`))

/** Those that somebody came to who was not held out. */
export const reachedIn = (campaign: Campaign, people: readonly Watched[]): ReadonlySet<string> =>
  new Set(people.flatMap((person) => reachedBy(campaign, person.facts())))

const reachedBy = ({ id }: Campaign, facts: readonly Fact[]): readonly string[] => {
  const variants = new Map<number, string>()
  return facts.flatMap((fact) => {
    if (!('entry' in fact) || fact.campaign !== id) return []
    if (fact.type === 'entered' && !fact.held) variants.set(fact.entry, fact.variant)
    const variant = variants.get(fact.entry)
    const isTaken =
      fact.type === 'owed' || fact.type === 'waiting' || fact.type === 'chose' || fact.type === 'took' || fact.type === 'leaving'
    return isTaken && variant !== undefined ? [`${variant} ${fact.step}`] : []
  })
}

/** The templates of mails that left, and whom they were of. */
export const sentTo = (campaigns: ReadonlyMap<string, Campaign>, people: readonly Watched[]): ReadonlySet<string> =>
  new Set(
    people.flatMap((person) =>
      person.messages().flatMap(({ campaign, variant, step, status }) => {
        const content = contentAt(campaigns.get(campaign), variant, step)
        return status.name === 'sent' && content?.template ? [content.template.name] : []
      }),
    ),
  )

const contentAt = (campaign: Campaign | undefined, variant: string, index: number): MailContent | null => {
  const step = campaign?.paths.get(variant)?.steps[index]
  return step?.type === 'send' ? step.content : null
}

/** The templates its sends name. */
export const templatesOf = (campaign: Campaign): readonly string[] =>
  [...campaign.paths.values()].flatMap(({ steps }) =>
    steps.flatMap((step) => (step.type === 'send' && step.content.template !== null ? [step.content.template.name] : [])),
  )
