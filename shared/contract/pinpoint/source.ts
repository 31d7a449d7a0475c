/** What stands in files of JSON that `aws pinpoint get-…` and `list-journeys` print. */
import * as z from 'zod'
import { isJsonObject, type Json } from '../../kernel/json.ts'
import { PINPOINT_UNKNOWN_TOLD_MAX } from '../../kernel/limits-pinpoint.ts'
import { pathOf } from '../problems.ts'
import { type Finding, type Teller, tellerOf } from './finding.ts'
import {
  campaignShape,
  journeyShape,
  type PinpointCampaign,
  type PinpointJourney,
  type PinpointSegment,
  type PinpointTemplate,
  segmentShape,
  templateShape,
} from './shapes.ts'

/** One thing of an export, and where it stood. */
export type Thing<T> = { readonly file: string; readonly at: string; readonly value: T }

export type Source = { readonly file: string; readonly json: Json }

export type Things = {
  readonly segments: readonly Thing<PinpointSegment>[]
  readonly campaigns: readonly Thing<PinpointCampaign>[]
  readonly journeys: readonly Thing<PinpointJourney>[]
  readonly templates: readonly Thing<PinpointTemplate>[]
}

type Kind = keyof Things
type Raw = { readonly kind: Kind; readonly file: string; readonly at: string; readonly json: Json }

/** Everything the files hold, each thing once: of what was exported twice, the newest. */
export const thingsIn = (sources: readonly Source[], found: Finding[]): Things => {
  const raw = newest(sources.flatMap((source) => rawIn(source, found)))
  return {
    segments: readAll(raw, 'segments', segmentShape, found),
    campaigns: readAll(raw, 'campaigns', campaignShape, found),
    journeys: readAll(raw, 'journeys', journeyShape, found),
    templates: readAll(raw, 'templates', templateShape, found),
  }
}

/** What an answer is wrapped in; those of lists hold `Item`. */
const WRAPPED: Readonly<Record<string, Kind>> = {
  ...{ SegmentResponse: 'segments', SegmentsResponse: 'segments', WriteSegmentRequest: 'segments' },
  ...{ CampaignResponse: 'campaigns', CampaignsResponse: 'campaigns', WriteCampaignRequest: 'campaigns' },
  ...{ JourneyResponse: 'journeys', JourneysResponse: 'journeys', WriteJourneyRequest: 'journeys' },
  ...{ EmailTemplateResponse: 'templates', EmailTemplateRequest: 'templates' },
}

const rawIn = ({ file, json }: Source, found: Finding[]): readonly Raw[] => {
  const things: Raw[] = []
  const look = (value: Json, at: string, kind: Kind | null): void => {
    const teller = tellerOf(found, file, at, () => null)
    if (isJsonObject(value)) {
      const wrapped = Object.keys(value).filter((name) => Object.hasOwn(WRAPPED, name))
      for (const name of wrapped) listed(value[name] as Json, pathOf(at, name), WRAPPED[name] ?? null)
      if (wrapped.length > 0) return
    }
    const meant = kind ?? kindOf(value)
    if (meant !== null && isJsonObject(value)) things.push({ kind: meant, file, at, json: value })
    else teller.tell('missing', '', NOT_OURS, 'Give what get-segment, get-campaign, get-journey or their lists print, as JSON.')
  }
  const listed = (value: Json, at: string, kind: Kind | null): void => {
    if (isJsonObject(value) && typeof value.NextToken === 'string') {
      tellerOf(found, file, at, () => null).tell(
        'missing',
        'NextToken',
        'says that there are more pages',
        'Export those, too, and import all of them together.',
      )
    }
    const items = Array.isArray(value)
      ? { list: value as readonly Json[], at }
      : isJsonObject(value) && Array.isArray(value.Item)
        ? { list: value.Item as readonly Json[], at: pathOf(at, 'Item') }
        : null
    if (items?.list.length === 0) tellerOf(found, file, items.at, () => null).tell('note', '', 'is empty', 'Is it the right project?')
    if (items === null) look(value, at, kind)
    else for (const [index, item] of items.list.entries()) look(item, pathOf(items.at, index), kind)
  }
  listed(json, '', null)
  return things
}

const NOT_OURS = 'is no segment, campaign, journey or mail template of Pinpoint'

/** Told by fields that only one of them has. */
const kindOf = (value: Json): Kind | null => {
  if (!isJsonObject(value)) return null
  const has = (...names: readonly string[]): boolean => names.some((name) => Object.hasOwn(value, name))
  if (has('Activities', 'StartActivity', 'StartCondition')) return 'journeys'
  if (has('SegmentType', 'SegmentGroups', 'ImportDefinition', 'Dimensions')) return 'segments'
  if (has('HtmlPart', 'TextPart')) return 'templates'
  if (has('Schedule', 'MessageConfiguration', 'TemplateConfiguration', 'SegmentId', 'HoldoutPercent')) return 'campaigns'
  return null
}

/** By version, then by the instant of its last change; of equals, the one that was read last. */
const newest = (all: readonly Raw[]): readonly Raw[] => {
  const kept = new Map<string, Raw>()
  for (const [index, raw] of all.entries()) {
    const { Id, TemplateName } = raw.json as { Id?: Json; TemplateName?: Json }
    const name = raw.kind === 'templates' ? TemplateName : Id
    const key = typeof name === 'string' ? `${raw.kind} ${name}` : `${raw.kind} #${index}`
    const before = kept.get(key)
    if (before === undefined || !isOlder(raw.json, before.json)) kept.set(key, raw)
  }
  return [...kept.values()]
}

const isOlder = (a: Json, b: Json): boolean => {
  const [left, right] = [a, b] as readonly { Version?: Json; LastModifiedDate?: Json }[]
  const versions = [left?.Version, right?.Version].map(Number)
  if (versions[0] !== versions[1]) return Number(versions[0]) < Number(versions[1])
  return String(left?.LastModifiedDate ?? '') < String(right?.LastModifiedDate ?? '')
}

const readAll = <Shape extends z.ZodType>(
  raw: readonly Raw[],
  kind: Kind,
  shape: Shape,
  found: Finding[],
): readonly Thing<z.output<Shape>>[] =>
  raw
    .filter((one) => one.kind === kind)
    .flatMap(({ file, at, json }) => {
      const teller = tellerOf(found, file, at, () => null)
      const read = shape.safeParse(json)
      if (read.success) {
        tellUnknown(shape, json, teller)
        return [{ file, at, value: read.data }]
      }
      for (const issue of read.error.issues.slice(0, PINPOINT_UNKNOWN_TOLD_MAX)) {
        teller.tell(
          'missing',
          pathOf(...issue.path),
          `is not what Pinpoint's API says (${issue.message})`,
          'It was left out as a whole: mend the export, or write it yourself.',
        )
      }
      return []
    })

/** Fields of later days, or misspelt ones: nothing was made of them. */
const tellUnknown = (shape: z.ZodType, json: Json, teller: Teller): void => {
  let told = 0
  const look = (schema: unknown, value: Json, at: string): void => {
    const inner = unwrapped(schema)
    if (inner instanceof z.ZodArray && Array.isArray(value))
      for (const [index, one] of (value as readonly Json[]).entries()) look(inner.element, one, pathOf(at, index))
    if (!isJsonObject(value)) return
    const fields = inner instanceof z.ZodObject ? (inner.shape as Readonly<Record<string, unknown>>) : null
    const each = inner instanceof z.ZodRecord ? inner.valueType : null
    for (const [name, one] of Object.entries(value)) {
      const isReadable = fields === null ? name !== '__proto__' : Object.hasOwn(fields, name)
      if (isReadable && fields !== null) look(fields[name], one, pathOf(at, name))
      else if (isReadable && each !== null) look(each, one, pathOf(at, name))
      else if (!isReadable && one !== null && told < PINPOINT_UNKNOWN_TOLD_MAX) {
        told += 1
        teller.tell(
          'missing',
          pathOf(at, name),
          'is a field we do not know: nothing was made of it',
          'Look what it does in Pinpoint, and write it yourself.',
        )
      }
    }
  }
  look(shape, json, '')
}

const unwrapped = (schema: unknown): unknown =>
  schema instanceof z.ZodOptional || schema instanceof z.ZodNullable ? unwrapped(schema.unwrap()) : schema
