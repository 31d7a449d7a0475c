/** What tests of the import share: one export brought over, and where its files lie. */
import { checkTemplate } from '../../shared/adapters/liquid/check.ts'
import { type BringingOptions, bringOver, type BroughtOver, type Finding } from '../../shared/contract/pinpoint/bring-over.ts'
import { judgeBy } from '../../shared/contract/pinpoint/judging.ts'
import type { Json, JsonObject } from '../../shared/kernel/json.ts'

export const OPTIONS: BringingOptions = { topic: 'marketing', goal: null, activity: ['Application Opened'], locale: 'en' }

export const brought = (json: Json, options: Partial<BringingOptions> = {}): BroughtOver => broughtFrom([json], options)

export const broughtFrom = (jsons: readonly Json[], options: Partial<BringingOptions> = {}): BroughtOver =>
  bringOver(
    jsons.map((json, index) => ({ file: `export-${index + 1}.json`, json })),
    { ...OPTIONS, ...options },
    judgeBy(checkTemplate),
  )

/** A file as JSON; fails where there is none. */
export const file = ({ files }: BroughtOver, path: string): JsonObject => {
  const found = files.find((one) => one.path === path)
  if (found === undefined || typeof found.content === 'string')
    throw new Error(`no ${path} among ${files.map((one) => one.path).join(', ')}`)
  return found.content
}

export const only = (over: BroughtOver, folder: 'segments' | 'campaigns'): JsonObject => {
  const [path, another] = over.files.map((one) => one.path).filter((one) => one.startsWith(`${folder}/`))
  if (path === undefined || another !== undefined)
    throw new Error(`not one file in ${folder}: ${over.files.map((one) => one.path).join(', ')}`)
  return file(over, path)
}

/** `level path` of each finding. */
export const told = ({ findings }: BroughtOver): readonly string[] => findings.map(({ level, path }) => `${level} ${path}`)

export const refused = ({ findings }: BroughtOver): readonly Finding[] =>
  findings.filter(({ what }) => what.startsWith('is refused as it was written'))

/** A journey of these activities, `A` first, entered on an event. */
export const journeyOf = (Activities: Json, more: JsonObject = {}): JsonObject => ({
  JourneyResponse: {
    Activities,
    Id: 'j1',
    Name: 'A_journey',
    StartActivity: 'A',
    StartCondition: {
      EventStartCondition: {
        EventFilter: { Dimensions: { EventType: { DimensionType: 'INCLUSIVE', Values: ['Account Created'] } }, FilterType: 'ENDPOINT' },
      },
    },
    State: 'ACTIVE',
    ...more,
  },
})

export const mail = (NextActivity?: string, TemplateName = 'Welcome'): JsonObject => ({
  EMAIL: { TemplateName, ...(NextActivity === undefined ? {} : { NextActivity }) },
})
export const wait = (WaitFor: string, NextActivity?: string): JsonObject => ({
  Wait: { WaitTime: { WaitFor }, ...(NextActivity === undefined ? {} : { NextActivity }) },
})
export const yesNo = (TrueActivity: string | undefined, FalseActivity: string | undefined, value = 'pro'): JsonObject => ({
  ConditionalSplit: {
    Condition: {
      Conditions: [{ SegmentDimensions: { UserAttributes: { Plan: { AttributeType: 'INCLUSIVE', Values: [value] } } } }],
      Operator: 'ALL',
    },
    ...(TrueActivity === undefined ? {} : { TrueActivity }),
    ...(FalseActivity === undefined ? {} : { FalseActivity }),
  },
})

/** A list of steps in short: `A B? [ … | … ] C`. */
export const inShort = (steps: Json | undefined): string => ((steps ?? []) as readonly JsonObject[]).map(short).join(' ')

const short = (step: JsonObject): string => {
  if (step.branch !== undefined)
    return `branch(${(step.branch as readonly JsonObject[]).map((way) => inShort(way.then ?? way.else)).join(' | ')})`
  if (step.split !== undefined)
    return `split(${((step.split as JsonObject).variants as readonly JsonObject[]).map((variant) => `${String(variant.shareBps)}: ${inShort(variant.steps)}`).join(' | ')})`
  if (step.wait !== undefined) return `wait:${String(step.wait)}`
  if (step.exit !== undefined) return 'exit'
  return String(step.id ?? Object.keys(step)[0])
}
