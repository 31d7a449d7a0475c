/** One customer's story of a campaign that nobody has entered yet, as a stranger reads it. */
import type { Fact } from '../shared/domain/fact/fact.ts'
import { DAY_MS } from '../shared/kernel/time.ts'
import type { EpochMs } from '../shared/kernel/words.ts'
import type { Preview, PreviewLine } from '../local/simulation/preview.ts'
import { audienceLines } from './commands/explain.ts'
import { stepWords } from './journey-words.ts'
import { quoted, refusalWords } from './words.ts'

/** What the command was told of them. */
export type Told = { readonly isInvented: boolean; readonly entry: string; readonly variant: string | null }

export const previewText = ({ campaign, customer, at, zone, audience, lines }: Preview, { isInvented, entry, variant }: Told): string => {
  const who = isInvented ? 'Somebody invented' : `Customer ${customer}`
  const entered = lines.some((line) => line.type === 'fact' && line.fact.type === 'entered')
  return [
    `${campaign.name} (${campaign.id}), step by step. Nothing is sent.`,
    `${who} is taken to enter on ${momentText(at, zone)}${variant === null ? '' : `, in the variant ${variant}`}; really one enters ${entry}. Times are on the clock of ${zone}.`,
    '',
    ...(audience === null
      ? ['The audience is everybody.']
      : [
          `As they stand then they are ${audience.held ? '' : 'not '}in the audience${audience.held ? '' : ', and would not have entered'}:`,
          ...audienceLines(audience, 1),
        ]),
    ...linesText(lines, at, zone),
    ...(entered ? [] : ['', 'They did not enter: see --json.']),
    '',
    endText(lines),
  ].join('\n')
}

const endText = (lines: readonly PreviewLine[]): string => {
  const sent = lines.filter((line) => line.type === 'mail').length
  const ended = lines.some((line) => line.type === 'fact' && line.fact.type === 'journey-ended')
  return `${sent === 1 ? '1 mail' : `${sent} mails`} in all${ended ? '' : '; they are still in it when the preview ends'}.`
}

/** A heading for each instant at which there is something to tell. */
const linesText = (lines: readonly PreviewLine[], start: EpochMs, zone: string): readonly string[] => {
  let told: EpochMs | null = null
  return lines.flatMap((line) => {
    const said = wordsOf(line, zone).map((text) => `  ${text}`)
    if (said.length === 0) return []
    const heading = line.at === told ? [] : ['', `${dayText(line.at - start)}, ${momentText(line.at, zone)}`]
    told = line.at
    return [...heading, ...said]
  })
}

const wordsOf = (line: PreviewLine, zone: string): readonly string[] => {
  switch (line.type) {
    case 'did':
      return [`They do ${quoted(line.event)}.`]
    case 'mail':
      return [`Step ${line.step + 1}: a mail is sent, ${quoted(line.subject)}.`]
    case 'asked':
      return line.ways.flatMap(({ way, asked }) => [
        `  way ${way + 1} ${asked.held ? 'holds' : 'does not hold'}:`,
        ...audienceLines(asked, 2),
      ])
    case 'fact':
      return factLines(line.fact, zone)
  }
}

const factLines = (fact: Fact, zone: string): readonly string[] => {
  switch (fact.type) {
    case 'entered':
      return [`They enter; variant ${fact.variant}${fact.held ? ', held out: they take every step, and nothing reaches them' : ''}.`]
    case 'waiting':
      return [`Step ${fact.step + 1}: they wait until ${momentText(fact.wakeAt, zone)}.`]
    case 'chose':
      return [
        `Step ${fact.step + 1}: they go ${/^\d+$/.test(fact.way) ? `the way ${Number(fact.way) + 1}` : `the way ${quoted(fact.way)}`}, for:`,
      ]
    case 'message-moved':
      return mailLines(fact, zone)
    case 'waited':
      return fact.by === 'time' ? [] : [sentence(stepWords(fact))]
    case 'owed':
    case 'took':
    case 'settling':
      return fact.type === 'took' && fact.withheld ? [sentence(stepWords(fact))] : []
    case 'leaving':
    case 'paused':
    case 'resumed':
    case 'milestone':
    case 'journey-ended':
    case 'journey-moved':
    case 'traits-updated':
    case 'emitted':
    case 'task-opened':
    case 'task-closed':
    case 'called':
    case 'call-settled':
      return [sentence(stepWords(fact))]
    case 'coupon-given':
      return [`A code of the pool ${fact.pool} is theirs.`]
    default:
      return []
  }
}

/** What gates do with a mail; one that goes is told with its subject. */
const mailLines = ({ step, to, because, until }: Fact & { type: 'message-moved' }, zone: string): readonly string[] => {
  const why = because === null ? '' : `, because ${refusalWords(because)}`
  if (to === 'withheld') return [`Step ${step + 1}: the mail is withheld: they are held out.`]
  if (to === 'refused') return [`Step ${step + 1}: the mail is not sent${why}.`]
  if (to === 'stale') return [`Step ${step + 1}: the mail is dropped: its moment has passed.`]
  if (to === 'deferred') return [`Step ${step + 1}: the mail waits${until === null ? '' : ` until ${momentText(until, zone)}`}${why}.`]
  return []
}

const sentence = (text: string): string => `${text.slice(0, 1).toUpperCase()}${text.slice(1)}.`

const dayText = (ms: number): string => (ms < DAY_MS ? 'Day 0' : `Day ${Math.floor(ms / DAY_MS)}`)

/** `Tue 2026-03-03 09:00`, on a clock of the world. */
const momentText = (at: EpochMs, zone: string): string => {
  const format = new Intl.DateTimeFormat('en-CA', {
    ...{ timeZone: zone, weekday: 'short', year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit' },
    hourCycle: 'h23',
  })
  const part = new Map(format.formatToParts(at).map(({ type, value }) => [type, value]))
  const of = (name: string): string => part.get(name as Intl.DateTimeFormatPartTypes) ?? ''
  return `${of('weekday').replace('.', '')} ${of('year')}-${of('month')}-${of('day')} ${of('hour')}:${of('minute')}`
}
