/** Segments of Pinpoint, as files of ours. */
import type { JsonObject } from '../../kernel/json.ts'
import { SEGMENT_DEPTH_MAX, TITLE_LENGTH_MAX } from '../../kernel/limits.ts'
import { allOf, type Asked, asked, combined, EVERYBODY, NOBODY } from './asked.ts'
import { dimensionsAsked } from './dimensions.ts'
import { type Finding, type Teller, tellerOf } from './finding.ts'
import { type Names, namesTaken } from './names.ts'
import type { Dimensions, PinpointSegment, SegmentGroup } from './shapes.ts'
import type { Thing } from './source.ts'

export type SegmentFile = { readonly id: string; readonly json: JsonObject; readonly isWhole: boolean }

/** Segments by the ids Pinpoint knows them by. What is asked for and was not exported becomes a file that holds of nobody. */
export type Segments = {
  readonly membershipOf: (pinpointId: string, teller: Teller) => Asked
  /** The name of ours. */
  readonly nameOf: (pinpointId: string, teller: Teller) => string
  readonly files: () => readonly SegmentFile[]
}

export const segmentsFrom = (things: readonly Thing<PinpointSegment>[], activity: readonly string[], found: Finding[]): Segments => {
  const names = namesTaken('segment')
  const files = new Map<string, SegmentFile>()
  const ids = new Map<string, string>()
  for (const [index, { value }] of things.entries()) ids.set(keyOf(value, index), names.take(value.Name, value.Id))

  const unknown = (pinpointId: string, teller: Teller): SegmentFile => {
    const file = files.get(pinpointId) ?? absent(pinpointId, names)
    files.set(pinpointId, file)
    const instead = `Export it with get-segment and import again, or write segments/${file.id}.json: nobody is in it until then.`
    teller.tell('missing', '', `names the segment ${pinpointId.slice(0, 80)}, which is not among the files`, instead)
    return file
  }
  const nameOf = (pinpointId: string, teller: Teller): string => ids.get(pinpointId) ?? unknown(pinpointId, teller).id
  const membershipOf = (pinpointId: string, teller: Teller): Asked => ({
    condition: { $inSegment: nameOf(pinpointId, teller) },
    isWhole: files.get(pinpointId)?.isWhole ?? false,
  })

  const keyed = things.map((thing, index) => ({ thing, key: keyOf(thing.value, index) }))
  const levels = levelsOf(keyed.map(({ thing, key }) => ({ key, sources: sourcesOf(thing.value) })))
  const inOrder = keyed.toSorted(
    (a, b) => (levels.get(a.key) ?? Number.POSITIVE_INFINITY) - (levels.get(b.key) ?? Number.POSITIVE_INFINITY) || 0,
  )
  for (const { thing, key } of inOrder) {
    const id = ids.get(key) ?? key
    const teller = tellerOf(found, thing.file, thing.at, () => `segments/${id}.json`)
    const isReachable = levels.has(key)
    if (!isReachable) teller.tell('missing', 'SegmentGroups', TOO_DEEP, 'Say the innermost conditions in this segment itself.')
    const held = isReachable ? segmentAsked(thing.value, id, { membershipOf, activity, teller }) : NOBODY
    files.set(key, fileOf(id, thing.value.Name ?? id, held, held.isWhole ? null : UNFINISHED))
  }
  return { membershipOf, nameOf, files: () => [...files.values()] }
}

const TOO_DEEP = `is built on segments that name each other in a circle, or more than ${SEGMENT_DEPTH_MAX} deep`
const UNFINISHED = 'Something of it has no counterpart: fewer are in it than were in Pinpoint, or nobody, until it is mended.'

const keyOf = ({ Id }: PinpointSegment, index: number): string => Id ?? `unnamed ${index}`

const absent = (pinpointId: string, names: Names): SegmentFile => {
  const id = names.take(`pinpoint-${pinpointId}`)
  return fileOf(
    id,
    `Pinpoint segment ${pinpointId}`,
    NOBODY,
    'It was not exported from Pinpoint: nobody is in it until its condition is written.',
  )
}

const fileOf = (id: string, name: string, { condition, isWhole }: Asked, description: string | null): SegmentFile => ({
  id,
  isWhole,
  json: { id, name: name.trim().slice(0, TITLE_LENGTH_MAX) || id, ...(description === null ? {} : { description }), condition },
})

const sourcesOf = ({ SegmentGroups }: PinpointSegment): readonly string[] =>
  (SegmentGroups?.Groups ?? []).flatMap(({ SourceSegments }) =>
    (SourceSegments ?? []).flatMap(({ Id }) => (typeof Id === 'string' ? [Id] : [])),
  )

/** How deep each is built on others; those in a circle, or too deep, are not in it. What was not exported is no level. */
const levelsOf = (all: readonly { readonly key: string; readonly sources: readonly string[] }[]): ReadonlyMap<string, number> => {
  const known = new Set(all.map(({ key }) => key))
  const levels = new Map<string, number>()
  for (let level = 1; level <= SEGMENT_DEPTH_MAX; level += 1) {
    const now = all.filter(({ key, sources }) => !levels.has(key) && sources.every((source) => !known.has(source) || levels.has(source)))
    for (const { key } of now) levels.set(key, level)
  }
  return levels
}

type Asking = { readonly membershipOf: Segments['membershipOf']; readonly activity: readonly string[]; readonly teller: Teller }

const segmentAsked = (segment: PinpointSegment, id: string, asking: Asking): Asked => {
  const { teller } = asking
  if (segment.SegmentType === 'IMPORT' || segment.ImportDefinition) return importAsked(segment, id, teller)
  const groups = segment.SegmentGroups?.Groups ?? []
  // What the console made has its only dimensions in both places.
  const isTwice = JSON.stringify(groups.flatMap(({ Dimensions }) => Dimensions ?? [])) === JSON.stringify([segment.Dimensions])
  const own = segment.Dimensions && !isTwice ? [dimensionsAsked(segment.Dimensions, asking.activity, teller.within('Dimensions'))] : []
  const grouped = groups.map((group, index) => groupAsked(group, { ...asking, teller: teller.within('SegmentGroups', 'Groups', index) }))
  const include = combined(segment.SegmentGroups?.Include, 'ALL', grouped)
  if (include === null) teller.tell('missing', 'SegmentGroups.Include', 'is none of ALL, ANY, NONE', 'Write the condition yourself.')
  const whole = allOf([...own, include ?? NOBODY])
  if (Object.keys(whole.condition).length === 0)
    teller.tell('note', '', 'asks for nothing: everybody is in it', 'Look whether that is meant.')
  return whole
}

const groupAsked = ({ Dimensions, SourceSegments, SourceType, Type }: SegmentGroup, asking: Asking): Asked => {
  const { teller } = asking
  const dimensions = (Dimensions ?? []).map((one: Dimensions, index) =>
    dimensionsAsked(one, asking.activity, teller.within('Dimensions', index)),
  )
  const sources = (SourceSegments ?? []).map(({ Id }, index): Asked => {
    const here = teller.within('SourceSegments', index)
    if (typeof Id === 'string') return asking.membershipOf(Id, here)
    here.tell('missing', 'Id', 'is missing', 'Write { "$inSegment": "…" } yourself.')
    return NOBODY
  })
  const whole = [combined(SourceType, 'ANY', sources), combined(Type, 'ALL', dimensions)]
  if (whole.includes(null)) teller.tell('missing', 'Type', 'is none of ALL, ANY, NONE', 'Write the condition yourself.')
  return allOf(whole.map((part) => part ?? NOBODY))
}

/** Who is in an imported segment stands in a file on S3. As a trait it can be asked about. */
const importAsked = ({ ImportDefinition }: PinpointSegment, id: string, teller: Teller): Asked => {
  const where = ImportDefinition?.S3Url ?? 'the file it was imported from'
  const instead = `Bring the ids of ${where} in with "rekindle import", as a trait "segments" that holds "${id}": until then nobody is in it.`
  teller.tell('missing', 'ImportDefinition', 'is a list of endpoints that was imported, and an export does not have the list', instead)
  return { ...asked({ 'traits.segments': { $in: [id] } }), isWhole: false }
}

/** What a segment names, or everybody where none is named. */
export const audienceOf = (segments: Segments, pinpointId: string | null | undefined, teller: Teller): Asked =>
  pinpointId === null || pinpointId === undefined || pinpointId === '' ? EVERYBODY : segments.membershipOf(pinpointId, teller)
