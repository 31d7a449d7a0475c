import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { Json, JsonObject } from '../../shared/kernel/json.ts'
import { type Activities, graphOf } from '../../shared/contract/pinpoint/graph.ts'
import { brought, journeyOf, mail, refused, wait, yesNo } from './bringing.ts'

const IDS = ['A', 'B', 'C', 'D', 'E', 'F', 'G', 'H', 'I', 'J'] as const
const id = fc.constantFrom(...IDS, 'nowhere', undefined)
const percent = fc.oneof(fc.integer({ min: -5, max: 110 }), fc.double())

const activity: fc.Arbitrary<JsonObject> = fc.oneof(
  id.map((next) => mail(next)),
  fc.tuple(fc.constantFrom('P1D', 'PT5M', 'P0D', 'P900D', 'never'), id).map(([time, next]) => wait(time, next)),
  fc.tuple(id, id, fc.constantFrom('pro', 'team')).map(([yes, no, value]) => yesNo(yes, no, value)),
  fc
    .array(fc.record({ NextActivity: id, Percentage: percent }), { maxLength: 4 })
    .map((Branches) => ({ RandomSplit: { Branches } }) as unknown as JsonObject),
  fc.record({ NextActivity: id, Percentage: percent }).map((Holdout) => ({ Holdout }) as unknown as JsonObject),
  fc
    .record({
      Branches: fc.array(
        fc.record({
          NextActivity: id,
          Condition: fc.constantFrom<Json>({}, { SegmentCondition: { SegmentId: 'x' } }, { SegmentDimensions: {} }),
        }),
        { maxLength: 4 },
      ),
      DefaultActivity: id,
    })
    .map((MultiCondition) => ({ MultiCondition }) as unknown as JsonObject),
  id.map((NextActivity) => ({ SMS: { NextActivity } }) as unknown as JsonObject),
  id.map((NextActivity) => ({ ContactCenter: { NextActivity } }) as unknown as JsonObject),
)
const activities = fc
  .uniqueArray(fc.tuple(fc.constantFrom(...IDS), activity), { selector: ([name]) => name, maxLength: IDS.length })
  .map((entries) => Object.fromEntries(entries) as unknown as JsonObject)

it('any graph of activities is accepted by the grammar, or told why not', () => {
  let accepted = 0
  fc.assert(
    fc.property(activities, (all) => {
      const over = brought(journeyOf(all))
      expect(refused(over)).toEqual([])
      const isWritten = over.files.some(({ path }) => path.startsWith('campaigns/'))
      if (isWritten) accepted += 1
      else expect(over.findings.some(({ level, path }) => level === 'missing' && path.startsWith('JourneyResponse'))).toBe(true)
    }),
    { numRuns: 1_500, seed: 6 },
  )
  expect(accepted).toBeGreaterThan(100)
})

/** Ways a customer can be sent through activities, by the names of what sends them something. */
const mailsOf = (all: Activities, at: string | null | undefined): ReadonlySet<string> => {
  if (typeof at !== 'string' || !Object.hasOwn(all, at)) return new Set([''])
  const { EMAIL, ConditionalSplit: split, Wait } = all[at] ?? {}
  if (EMAIL) return new Set([...mailsOf(all, EMAIL.NextActivity)].map((rest) => `${at.toLowerCase()} ${rest}`))
  return split ? new Set([...mailsOf(all, split.TrueActivity), ...mailsOf(all, split.FalseActivity)]) : mailsOf(all, Wait?.NextActivity)
}

/** The same of steps; what is written twice has a number behind its name. */
const sentBy = (steps: readonly JsonObject[]): readonly { readonly mails: string; readonly ends: boolean }[] => {
  let ways: readonly { readonly mails: string; readonly ends: boolean }[] = [{ mails: '', ends: false }]
  for (const step of steps) {
    const next = (step.branch as readonly JsonObject[] | undefined)?.map((way) => sentBy((way.then ?? way.else) as readonly JsonObject[]))
    const hasElse = (step.branch as readonly JsonObject[] | undefined)?.some((way) => way.else !== undefined) ?? true
    const parts =
      next === undefined
        ? [{ mails: step.send === undefined ? '' : `${String(step.id).replace(/-\d+$/, '')} `, ends: step.exit !== undefined }]
        : [...next.flat(), ...(hasElse ? [] : [{ mails: '', ends: false }])]
    ways = ways.flatMap((way) => (way.ends ? [way] : parts.map((part) => ({ mails: way.mails + part.mails, ends: part.ends }))))
  }
  return ways
}

it('sends the same mails in the same order on every way', () => {
  const simple = fc.oneof(
    id.map((next) => mail(next)),
    id.map((next) => wait('P1D', next)),
    fc.tuple(id, id).map(([yes, no]) => yesNo(yes, no)),
  )
  const all = fc
    .uniqueArray(fc.tuple(fc.constantFrom(...IDS), simple), { selector: ([name]) => name, maxLength: IDS.length, minLength: 4 })
    .map((entries) => Object.fromEntries(entries) as unknown as JsonObject)
  let compared = 0
  fc.assert(
    fc.property(all, (given) => {
      const source = given as unknown as Activities
      const written = brought(journeyOf(given)).files.find(({ path }) => path.startsWith('campaigns/'))
      if (written === undefined || !graphOf(source, 'A').ok) return
      compared += 1
      const steps = (written.content as JsonObject).steps as readonly JsonObject[]
      expect(new Set(sentBy(steps).map(({ mails }) => mails))).toEqual(new Set([...mailsOf(source, 'A')]))
    }),
    { numRuns: 1_500, seed: 7 },
  )
  expect(compared).toBeGreaterThan(200)
})

it('takes any JSON without throwing', () => {
  const known = fc.constantFrom(
    'JourneyResponse',
    'SegmentResponse',
    'CampaignResponse',
    'Item',
    'Activities',
    'Schedule',
    'SegmentGroups',
    'Groups',
    'Dimensions',
    'EMAIL',
    'Wait',
    'StartActivity',
    'Name',
    'Id',
    '__proto__',
    'constructor',
    'Values',
  )
  const { json } = fc.letrec((tie) => ({
    json: fc.oneof(
      { depthSize: 'small' },
      fc.string(),
      fc.double(),
      fc.boolean(),
      fc.constant(null),
      fc.array(tie('json'), { maxLength: 4 }),
      fc.dictionary(known, tie('json'), { maxKeys: 5 }),
    ),
  }))
  fc.assert(
    fc.property(json, (value) => {
      const over = brought(JSON.parse(JSON.stringify(value)) as Json)
      expect(refused(over)).toEqual([])
      expect(over.files.length + over.findings.length).toBeGreaterThan(0)
    }),
    { numRuns: 1_500, seed: 8 },
  )
})
