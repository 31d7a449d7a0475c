/** A compiled campaign as it is kept. */
import type {
  Campaign,
  Entry,
  Exit,
  MailContent,
  Milestone,
  Path,
  Reentry,
  Schedule,
  Step,
  Until,
  Way,
  Written,
} from '../../domain/campaign/campaign.ts'
import type { Condition } from '../../domain/conditions/condition.ts'
import { conditionFrom, keptCondition } from '../../domain/conditions/kept.ts'
import type { Plan } from '../../domain/experiment/design.ts'
import type { Breakdown, Experiment, Metric, OnVerdict, Revenue } from '../../domain/experiment/experiment.ts'
import type { Delivery } from '../../domain/messaging/delivery.ts'
import type { DayTime } from '../../domain/messaging/send-time.ts'
import { type Codec, flag, list, mapOf, nullable, number, oneOf, optional, record, setOf, text, verbatim } from './codec.ts'
import type { NamedMail, NamedTemplate } from './mails.ts'

export const condition: Codec<Condition> = { write: keptCondition, read: (json) => conditionFrom(json ?? null) }
const asked = nullable(condition)

export const dayTime = record<DayTime>({ from: number(), until: number() })

const written = record<Written>({
  subject: text(),
  preheader: nullable(text()),
  html: nullable(text()),
  text: nullable(text()),
  linked: optional(text()),
})

export const mailContent = record<MailContent>({
  template: nullable(record<NonNullable<MailContent['template']>>({ name: text(), version: number() })),
  defaultLocale: text(),
  written: mapOf(written),
})

const namedTemplate = record<NamedTemplate>({ name: text(), version: nullable(number()), subject: nullable(text()) })
const [ownMail, templateMail] = [
  record<{ own: MailContent }>({ own: mailContent }),
  record<{ template: NamedTemplate }>({ template: namedTemplate }),
]
const mail: Codec<NamedMail> = {
  write: (value) => ('own' in value ? ownMail.write(value) : templateMail.write(value)),
  read: (json) => (typeof json === 'object' && json !== null && 'own' in json ? ownMail.read(json) : templateMail.read(json)),
}

const path = list(text())

const schedule = oneOf<Schedule, 'type'>('type', {
  once: record({ day: number(), at: number() }),
  every: oneOf('every', {
    day: record({ at: number() }),
    week: record({ days: setOf(number()), at: number() }),
    month: record({ days: setOf(verbatim<number | 'last'>()), at: number() }),
  }),
})

const entry = oneOf<Entry, 'on'>('on', {
  event: record({ event: text(), where: asked }),
  stage: record({ stage: text(), from: nullable(setOf(text())) }),
  segment: record({ segment: text(), change: text(), existing: flag }),
  schedule: record({ schedule }),
  date: record({ path, offsetDays: number(), at: number(), yearly: flag }),
})

const reentry = oneOf<Reentry, 'type'>('type', {
  never: record({}),
  each: record({}),
  after: record({ durationMs: number() }),
  'each-key': record({ property: text() }),
})

const exit = oneOf<Exit, 'on'>('on', {
  event: record({ event: text(), where: asked, sameKey: flag }),
  stage: record({ stage: text() }),
  segment: record({ segment: text(), change: text() }),
})

const until = oneOf<Until, 'by'>('by', {
  duration: record({ ms: number() }),
  'local-time': record({ days: nullable(setOf(number())), at: number() }),
  date: record({ path, offsetDays: number(), at: nullable(number()), otherwise: text() }),
})

/** Where a step stands. */
const placed = { id: nullable(text()), next: number<number>() }
const include = list(path)

const step = oneOf<Step<NamedMail>, 'type'>('type', {
  send: record({ ...placed, content: mail }),
  wait: record({ ...placed, until }),
  'wait-for': record({ ...placed, event: text(), where: asked, sameKey: flag, atMostMs: number(), then: number() }),
  branch: record({ ...placed, ways: list(record<{ readonly when: Condition; readonly to: number }>({ when: condition, to: number() })) }),
  split: record({ ...placed, name: text(), ways: list(record<Way>({ name: text(), shareBps: number(), to: number() })) }),
  update: record({ ...placed, set: verbatim(), add: verbatim() }),
  emit: record({ ...placed, event: text(), properties: verbatim(), include }),
  task: record({ ...placed, title: text(), note: nullable(text()), dueMs: nullable(number()), assignee: nullable(text()), include }),
  webhook: record({ ...placed, url: text(), body: verbatim(), include }),
  exit: record({ ...placed, why: nullable(text()) }),
})

const way = record<Path<NamedMail>>({
  steps: list(step),
  milestones: list(record<Milestone>({ name: text(), event: text(), where: asked })),
  onComplete: nullable(number()),
})

const fromEvent = record<Extract<Revenue, { readonly property: string }>>({
  property: text(),
  currencyProperty: text(),
  currency: text(),
  cap: nullable(number()),
})
const fixed = record<Extract<Revenue, { readonly each: unknown }>>({ each: number(), currency: text(), cap: nullable(number()) })
const revenue: Codec<Revenue> = {
  write: (value) => ('each' in value ? fixed.write(value) : fromEvent.write(value)),
  read: (json) => (typeof json === 'object' && json !== null && 'each' in json ? fixed.read(json) : fromEvent.read(json)),
}

const shares = list(record<Experiment['arms'][number]>({ name: text(), shareBps: number() }))

const metric = record<Metric>({
  name: text(),
  event: text(),
  where: asked,
  afterMs: number(),
  windowMs: number(),
  revenue: nullable(revenue),
  per: nullable(record<NonNullable<Metric['per']>>({ event: text(), where: asked })),
  role: text(),
  better: text(),
})

const plan = record<Plan>({
  metric: text(),
  measure: text(),
  windowMs: number(),
  baseline: number(),
  smallestEffect: number(),
  alpha: number(),
  power: number(),
  plannedTotal: number(),
  plannedDays: nullable(number()),
  perDay: nullable(number()),
})

const actions = list<OnVerdict['winner'][number]>(text())

export const experiment = record<Experiment>({
  id: text(),
  campaign: nullable(text()),
  phase: number(),
  control: text(),
  arms: shares,
  metrics: list(metric),
  method: text(),
  plan: nullable(plan),
  group: nullable(text()),
  testers: mapOf(text()) as unknown as Codec<Experiment['testers']>,
  breakdowns: list(record<Breakdown>({ name: text(), path, edges: nullable(list(number())) })),
  onVerdict: record<OnVerdict>({ winner: actions, loser: actions, 'no-difference': actions, harmful: actions, broken: actions }),
  assignedBy: oneOf('type', {
    campaign: record({
      allocation: record({
        salts: record({ variant: text(), holdout: text(), traffic: text() }),
        trafficBps: number(),
        holdoutBps: number(),
        variants: shares,
      }),
    }),
    outside: record({}),
    policy: record({ salt: text(), holdoutBps: number(), months: number() }),
  }),
})

const delivery = record<Delivery>({
  purpose: text(),
  priority: number(),
  whenFull: text(),
  sendWindow: nullable(record<NonNullable<Delivery['sendWindow']>>({ time: dayTime, days: setOf(number()) })),
  perDay: nullable(number()),
  from: nullable(text()),
  replyTo: nullable(text()),
  couponPool: nullable(text()),
})

export const campaign = record<Campaign<NamedMail>>({
  id: text(),
  version: number(),
  name: text(),
  topic: text(),
  status: text(),
  publishedAt: number(),
  startAt: nullable(number()),
  endAt: nullable(number()),
  entry,
  zone: nullable(text()),
  audience: asked,
  reentry,
  maxConcurrent: number(),
  migrate: text(),
  experiment: nullable(experiment),
  paths: mapOf(way),
  exits: list(exit),
  staleAfterMs: number(),
  delivery,
})
