/** EventBridge: buses, rules with the patterns of the template, targets with retries and dead letters, archives and their replay. */
import { randomUUID } from 'node:crypto'
import { compilePattern, matches, type Pattern } from '../../local/bus/pattern.ts'
import { isJsonObject, type Json, type JsonObject } from '../../shared/kernel/json.ts'
import { BUS_BYTES_MAX, BUS_ENTRIES_MAX } from '../../shared/kernel/limits.ts'
import { DAY_MS, SECOND_MS } from '../../shared/kernel/time.ts'
import type { Clock } from './clock.ts'
import { judgeService, listOf } from './policies.ts'
import type { Queue } from './queues.ts'
import { objectOf, type Resource } from './resolve.ts'
import type { Assembly } from './template.ts'

/** An event as a rule sees it. */
export type BusEvent = JsonObject & { readonly id: string }

/** Invokes a function without waiting for what it answers; false where nobody may. */
export type InvokeLater = (functionArn: string, event: Json, ruleArn: string) => boolean

export type BusParts = {
  readonly assembly: Assembly
  readonly clock: Clock
  readonly queueOf: (arn: string) => Queue | undefined
  readonly invokeLater: InvokeLater
}

export type Buses = {
  /** Takes entries as PutEvents has them, and answers as it does. `null`: the account's default bus. */
  readonly putEvents: (entries: readonly Json[]) => PutAnswer
  /** What a service of AWS publishes on the default bus. */
  readonly publish: (event: {
    readonly source: string
    readonly detailType: string
    readonly resources: readonly string[]
    readonly detail: Json
  }) => void
  /** Fires what is due of schedules. Answers when the next one is. */
  readonly schedules: readonly Schedule[]
  readonly fire: (schedule: Schedule) => void
  /** Puts what an archive kept of a time back on its bus; answers how many. */
  readonly replay: (archive: string, from: number, to: number) => number
  /** Every event is delivered so many times; those of schedules too, unless it is said otherwise. */
  readonly setCopies: (copies: number, ofSchedules?: number) => void
  /** What could not be delivered and had no queue to go to. A rehearsal expects none. */
  readonly lost: readonly Lost[]
  readonly counts: { put: number; matched: number; delivered: number }
}

export type Lost = { readonly rule: string; readonly target: string; readonly because: string }

/** What fires on its own. `everyMs`: rates alone are known. */
export type Schedule = { readonly name: string; readonly everyMs: number; readonly targets: readonly Target[]; readonly arn: string }

type PutAnswer = { readonly FailedEntryCount: number; readonly Entries: readonly Json[] } | { readonly problem: string }

type Target = {
  readonly id: string
  readonly arn: string
  readonly input: Json | undefined
  readonly inputPath: string | undefined
  readonly transformer: { readonly paths: JsonObject; readonly template: string } | null
  readonly deadLetter: string | null
  readonly attemptsMax: number
  readonly ageMaxMs: number
}

type Rule = {
  readonly name: string
  readonly arn: string
  readonly bus: string
  readonly pattern: Pattern
  readonly targets: readonly Target[]
}
type Archive = {
  readonly name: string
  readonly bus: string
  readonly pattern: Pattern | null
  readonly keepMs: number
  readonly kept: Kept[]
}
type Kept = { readonly at: number; readonly event: BusEvent }

const DEFAULT_BUS = 'default'

export const openBuses = ({ assembly, clock, queueOf, invokeLater }: BusParts): Buses => {
  const names = new Set([DEFAULT_BUS, ...assembly.ofType('AWS::Events::EventBus').map(({ name }) => name)])
  const enabled = assembly.ofType('AWS::Events::Rule').filter(({ properties }) => properties.State !== 'DISABLED')
  const rules = enabled.filter(({ properties }) => properties.EventPattern !== undefined).map((rule) => ruleOf(rule, names))
  const archives = assembly.ofType('AWS::Events::Archive').map((archive) => archiveOf(archive))
  const lost: Lost[] = []
  const counts = { put: 0, matched: 0, delivered: 0 }
  let copies = { event: 1, schedule: 1 }

  const bury = (rule: { readonly name: string; readonly arn: string }, target: Target, event: Json, because: string): void => {
    const queue = target.deadLetter === null ? undefined : queueOf(target.deadLetter)
    const verdict = queue === undefined ? null : mayDeliver(queue, rule.arn)
    if (queue === undefined || verdict !== null) lost.push({ rule: rule.name, target: target.arn, because: verdict ?? because })
    else queue.send(JSON.stringify(event))
  }
  /** What a rule hands to a target; refusals are final, as on AWS, which tries again only what may pass. */
  const deliver = (rule: { readonly name: string; readonly arn: string }, target: Target, event: JsonObject, times: number): void => {
    const input = inputOf(target, event)
    for (let copy = 0; copy < times; copy += 1) {
      const queue = queueOf(target.arn)
      if (queue !== undefined) {
        const refusal = mayDeliver(queue, rule.arn)
        if (refusal !== null) bury(rule, target, input, refusal)
        else queue.send(JSON.stringify(input))
      } else if (target.arn.includes(':lambda:')) {
        if (!invokeLater(target.arn, input, rule.arn)) bury(rule, target, input, 'no permission lets events.amazonaws.com invoke it')
      } else throw new Error(`${rule.name}: targets such as ${target.arn} are not known here`)
      counts.delivered += 1
    }
  }
  const mayDeliver = (queue: Queue, ruleArn: string): string | null => {
    const context = {
      'aws:SourceArn': ruleArn,
      'aws:SourceAccount': assembly.place.account,
      'aws:SecureTransport': 'true',
      'aws:PrincipalIsAWSService': 'true',
    }
    const verdict = judgeService(queue.spec.policy, 'events.amazonaws.com', {
      action: 'sqs:SendMessage',
      resource: queue.spec.arn,
      context,
    })
    return verdict.allowed ? null : `the policy of ${queue.spec.name}: ${verdict.because}`
  }
  const spread = (bus: string, event: BusEvent): void => {
    for (const archive of archives) {
      if (archive.bus === bus && event['replay-name'] === undefined && (archive.pattern === null || matches(archive.pattern, event))) {
        archive.kept.push({ at: clock.now(), event })
      }
    }
    for (const rule of rules) {
      if (rule.bus !== bus || !matches(rule.pattern, event)) continue
      counts.matched += 1
      for (const target of rule.targets) deliver(rule, target, event, copies.event)
    }
  }
  const eventOf = (source: string, detailType: string, detail: Json, resources: readonly Json[], at: number): BusEvent => ({
    version: '0',
    id: randomUUID(),
    'detail-type': detailType,
    source,
    account: assembly.place.account,
    time: new Date(Math.floor(at / SECOND_MS) * SECOND_MS).toISOString().replace('.000Z', 'Z'),
    region: assembly.place.region,
    resources,
    detail,
  })
  const putOne = (raw: Json): Json => {
    const entry = objectOf(raw)
    const flaw = flawOf(entry)
    if (flaw !== null) return flaw
    const bus = String(entry.EventBusName ?? DEFAULT_BUS).replace(/^.*:event-bus\//, '')
    counts.put += 1
    const at = typeof entry.Time === 'number' ? entry.Time * SECOND_MS : clock.now()
    const event = eventOf(
      String(entry.Source),
      String(entry.DetailType),
      JSON.parse(String(entry.Detail)) as Json,
      listOf(entry.Resources),
      at,
    )
    // AWS accepts what is put on a bus that is not there, and it goes nowhere.
    if (names.has(bus)) spread(bus, event)
    else lost.push({ rule: bus, target: bus, because: 'there is no such bus' })
    return { EventId: event.id }
  }
  return {
    putEvents: (entries) => {
      if (entries.length === 0 || entries.length > BUS_ENTRIES_MAX) return { problem: `a call takes 1 to ${BUS_ENTRIES_MAX} entries` }
      if (entries.reduce<number>((sum, entry) => sum + sizeOf(entry), 0) > BUS_BYTES_MAX)
        return { problem: 'the entries are too large together' }
      const said = entries.map(putOne)
      return { FailedEntryCount: said.filter((one) => objectOf(one).ErrorCode !== undefined).length, Entries: said }
    },
    publish: ({ source, detailType, resources, detail }) =>
      spread(DEFAULT_BUS, eventOf(source, detailType, detail, resources, clock.now())),
    schedules: enabled.filter(({ properties }) => properties.ScheduleExpression !== undefined).map(scheduleOf),
    fire: (schedule) => {
      const event = eventOf('aws.events', 'Scheduled Event', {}, [schedule.arn], clock.now())
      for (const target of schedule.targets) deliver(schedule, target, event, copies.schedule)
    },
    replay: (name, from, to) => {
      const archive = archives.find((one) => one.name === name)
      if (archive === undefined) throw new Error(`there is no archive ${name}`)
      const found = archive.kept.filter(({ at }) => at >= from && at <= to && at > clock.now() - archive.keepMs)
      for (const { event } of found) spread(archive.bus, { ...event, 'replay-name': `${name}-again` })
      return found.length
    },
    setCopies: (count, ofSchedules = count) => {
      copies = { event: count, schedule: ofSchedules }
    },
    lost,
    counts,
  }
}

const ruleOf = (rule: Resource, buses: ReadonlySet<string>): Rule => {
  const { properties } = rule
  const pattern = compilePattern(properties.EventPattern as Json)
  if (!pattern.ok) throw new Error(`${rule.path}: ${pattern.problems.map(({ path, problem }) => `${path} ${problem}`).join('; ')}`)
  const bus = String(properties.EventBusName ?? DEFAULT_BUS).replace(/^.*:event-bus\//, '')
  if (!buses.has(bus)) throw new Error(`${rule.path}: there is no bus ${bus}`)
  return { name: rule.name, arn: rule.attributes.Arn ?? '', bus, pattern: pattern.value, targets: targetsOf(rule) }
}

const targetsOf = ({ properties, path }: Resource): readonly Target[] =>
  listOf(properties.Targets).map((raw) => {
    const target = objectOf(raw)
    const known = ['Arn', 'Id', 'Input', 'InputPath', 'InputTransformer', 'DeadLetterConfig', 'RetryPolicy', 'RoleArn']
    const unknown = Object.keys(target).filter((key) => !known.includes(key))
    if (unknown.length > 0) throw new Error(`${path}: a target's ${unknown.join(', ')} is not known here`)
    const retry = objectOf(target.RetryPolicy)
    const transformer = target.InputTransformer
    return {
      id: String(target.Id),
      arn: String(target.Arn),
      input: typeof target.Input === 'string' ? (JSON.parse(target.Input) as Json) : undefined,
      inputPath: typeof target.InputPath === 'string' ? target.InputPath : undefined,
      transformer: isJsonObject(transformer)
        ? { paths: objectOf(transformer.InputPathsMap), template: String(transformer.InputTemplate) }
        : null,
      deadLetter: typeof objectOf(target.DeadLetterConfig).Arn === 'string' ? String(objectOf(target.DeadLetterConfig).Arn) : null,
      attemptsMax: Number(retry.MaximumRetryAttempts ?? 185),
      ageMaxMs: Number(retry.MaximumEventAgeInSeconds ?? 86_400) * SECOND_MS,
    }
  })

const scheduleOf = (rule: Resource): Schedule => {
  const expression = String(rule.properties.ScheduleExpression)
  const [, count, unit] = /^rate\((\d+) (minute|hour|day)s?\)$/.exec(expression) ?? []
  if (count === undefined) throw new Error(`${rule.path}: the schedule ${expression} is not known here`)
  const unitMs = { minute: 60 * SECOND_MS, hour: 3_600 * SECOND_MS, day: DAY_MS }[unit as 'minute' | 'hour' | 'day']
  return { name: rule.name, everyMs: Number(count) * unitMs, targets: targetsOf(rule), arn: rule.attributes.Arn ?? '' }
}

const archiveOf = ({ properties, name, path }: Resource): Archive => {
  const pattern = properties.EventPattern === undefined ? null : compilePattern(properties.EventPattern)
  if (pattern !== null && !pattern.ok) throw new Error(`${path}: its pattern is none`)
  const days = Number(properties.RetentionDays ?? 0)
  return {
    name,
    bus: String(properties.SourceArn).replace(/^.*:event-bus\//, ''),
    pattern: pattern === null ? null : pattern.value,
    keepMs: days === 0 ? Number.POSITIVE_INFINITY : days * DAY_MS,
    kept: [],
  }
}

/** What reaches a target: the event, a part of it, something fixed, or a text made of parts of it. */
const inputOf = ({ input, inputPath, transformer }: Target, event: JsonObject): Json => {
  if (input !== undefined) return input
  if (inputPath !== undefined) return at(event, inputPath)
  if (transformer === null) return event
  const filled = transformer.template.replace(/<([^>]+)>/g, (_, name: string) => {
    if (name.startsWith('aws.events.')) throw new Error(`the variable ${name} of an input transformer is not known here`)
    const value = at(event, String(transformer.paths[name]))
    return typeof value === 'string' && isWithinText(transformer.template, name)
      ? JSON.stringify(value).slice(1, -1)
      : JSON.stringify(value)
  })
  return JSON.parse(filled) as Json
}

const isWithinText = (template: string, name: string): boolean => new RegExp(`"[^"]*<${name.replace(/[^\w-]/g, '')}>[^"]*"`).test(template)

const at = (event: JsonObject, path: string): Json => {
  if (!/^\$(\.[\w-]+)*$/.test(path)) throw new Error(`the path ${path} is not known here`)
  return path
    .split('.')
    .slice(1)
    .reduce<Json>((value, key) => objectOf(value)[key] ?? null, event)
}

const flawOf = (entry: JsonObject): Json | null => {
  for (const name of ['Source', 'DetailType', 'Detail']) {
    if (typeof entry[name] === 'string' && entry[name] !== '') continue
    return { ErrorCode: 'InvalidArgument', ErrorMessage: `Parameter ${name} is not valid. Reason: ${name} is a required argument.` }
  }
  if (String(entry.Source).startsWith('aws.'))
    return { ErrorCode: 'NotAuthorizedForSourceException', ErrorMessage: 'Not authorized for the source.' }
  try {
    if (isJsonObject(JSON.parse(String(entry.Detail)))) return null
  } catch {
    // Said below.
  }
  return { ErrorCode: 'MalformedDetail', ErrorMessage: 'Detail is malformed.' }
}

/** As EventBridge counts. */
const sizeOf = (raw: Json): number => {
  const entry = objectOf(raw)
  const texts = [entry.Source, entry.DetailType, entry.Detail, ...listOf(entry.Resources)]
  return texts.reduce<number>(
    (sum, text) => sum + (typeof text === 'string' ? Buffer.byteLength(text) : 0),
    entry.Time === undefined ? 0 : 14,
  )
}
