/** What completion and hover say, of the schema that editors get, for texts that are not finished. `|` is where somebody stands. */
import { describe, expect, it } from 'vitest'
import campaignSchema from '../../schemas/campaign.schema.json' with { type: 'json' }
import { type Offer, offersAt, saidAt } from '../../console/pages/editor/code/offers.ts'
import { METHODS } from '../../shared/domain/experiment/design.ts'
import type { EditorNames } from '../../shared/contract/api.ts'
import type { Schema } from '../../console/pages/editor/code/schema.ts'

const schema = campaignSchema as Schema
const known: EditorNames = {
  templates: ['win-back', 'welcome'],
  segments: ['vip'],
  events: ['Order Completed', 'Account Created'],
  attributes: ['traits.country'],
  topics: ['offers'],
}

const offered = (marked: string): readonly Offer[] => offersAt(schema, known, marked.replace('|', ''), marked.indexOf('|'))?.offers ?? []
const labels = (marked: string): readonly string[] => offered(marked).map(({ label }) => label)
/** The text once an offer was taken; `|` is where the cursor comes to stand. */
const taken = (marked: string, label: string): string => {
  const text = marked.replace('|', '')
  const found = offersAt(schema, known, text, marked.indexOf('|'))
  const offer = found?.offers.find((one) => one.label === label)
  if (found === null || offer === undefined) throw new Error(`${label} is not offered`)
  return `${text.slice(0, found.from)}${offer.text.join('|')}${text.slice(found.to)}`
}

describe('fields that may stand there', () => {
  it('are all of the file at its beginning, those it must have first', () => {
    const [first, ...more] = offered('{ | }')
    expect([first?.label, ...more.slice(0, 5).map(({ label }) => label)].toSorted()).toEqual(
      ['id', 'name', 'topic', 'status', 'entry', 'reentry'].toSorted(),
    )
    expect(first).toMatchObject({ kind: 'field', isRequired: true, description: expect.stringContaining('name for machines') })
    expect(more.map(({ label }) => label)).toContain('experiment')
  })
  it.each([
    ['leave out what is there', '{ "id": "a", | }', 'id', false],
    ['but not the one that is being written', '{ "na|me": "x" }', 'name', true],
    ['are those of a step', '{ "steps": [{ "| }] }', 'branch', true],
    ['are those of a step in a branch in a step', '{ "steps": [{ "branch": [{ "then": [{ | }] }] }] }', 'send', true],
    ['of a mail are those of both kinds', '{ "steps": [{ "send": { | } }] }', 'text', true],
    ['of a mail with a template are not those of one without', '{ "steps": [{ "send": { "template": "a", | } }] }', 'text', false],
    ['of a mail with a template may be a subject', '{ "steps": [{ "send": { "template": "a", | } }] }', 'subject', true],
    ['of a condition are operators of history', '{ "audience": { | } }', '$did', true],
    ['of a condition are attributes of customers', '{ "audience": { | } }', 'traits.country', true],
    ['of an attribute are its operators', '{ "audience": { "traits.country": { | } } }', '$in', true],
    ['of a plan are what it needs', '{ "experiment": { "plan": { | } } }', 'smallestEffect', true],
    ['of a break-down by ranges are its edges', '{ "experiment": { "breakdowns": [{ | }] } }', 'edges', true],
    ['of a goal are not those of a guardrail', '{ "goal": { | } }', 'guardrail', false],
    ['of a further metric may be a guardrail', '{ "metrics": [{ | }] }', 'guardrail', true],
    ['of an experiment are not what publishing writes', '{ "experiment": { | } }', 'phase', false],
    ['of a file are not what publishing writes', '{ | }', 'phase', false],
    ['nowhere else are attributes', '{ "entry": { | } }', 'traits.country', false],
    ['within a comment that is not finished are none of the file', '{ "goal": { "name": "a", /* | ', 'steps', false],
  ])('%s', (_, text, label, isThere) => expect(labels(text).includes(label)).toBe(isThere))

  it.each([
    ['{ | }', 'entry', '{ "entry": { | } }'],
    ['{ "|" }', 'steps', '{ "steps": [|] }'],
    ['{ "na|" }', 'name', '{ "name": "|" }'],
    ['{ na| }', 'name', '{ "name": "|" }'],
    ['{ "na|": 1 }', 'name', '{ "name"|: 1 }'],
    ['{ |\n  "id": "a" }', 'maxConcurrent', '{ "maxConcurrent": |,\n  "id": "a" }'],
    ['{ "audience": { tr| } }', 'traits.country', '{ "audience": { "traits.country": | } }'],
  ])('%s becomes, by %s, %s', (before, label, after) => expect(taken(before, label)).toBe(after))
})

describe('values that may stand there', () => {
  it.each([
    ['of a list of words', '{ "status": "|" }', ['draft', 'active', 'paused', 'ended']],
    ['words and nothing else where shapes part', '{ "reentry": | }', ['never', 'each']],
    ['yes and no', '{ "entry": { "segment": "vip", "existing": | } }', ['true', 'false']],
    ['stages', '{ "entry": { "stage": "|" } }', ['new', 'active', 'at-risk', 'dormant', 'churned']],
    ['entries of a list', '{ "entry": { "stage": "new", "from": ["|"] } }', ['new', 'active', 'at-risk', 'dormant', 'churned']],
    ['events', '{ "entry": { "event": "|" } }', known.events],
    ['events of a condition', '{ "audience": { "$did": { "event": "|" } } }', known.events],
    ['templates', '{ "steps": [{ "send": { "template": "w|" } }] }', known.templates],
    ['segments', '{ "audience": { "$inSegment": "|" } }', known.segments],
    ['topics', '{ "topic": | }', known.topics],
    ['the variants of the file', '{ "experiment": { "control": "|", "variants": [{ "name": "a" }, { "name": "b" }] } }', ['a', 'b']],
    ['the variant that is promoted', '{ "experiment": { "promoted": "|", "variants": [{ "name": "a" }, { "name": "b" }] } }', ['a', 'b']],
    ['methods', '{ "experiment": { "method": "|" } }', [...METHODS]],
    ['what a winner may set off', '{ "experiment": { "onVerdict": { "winner": ["|"] } } }', ['notify', 'promote']],
    ['what harm may set off', '{ "experiment": { "onVerdict": { "harmful": ["|"] } } }', ['notify', 'stop']],
    ['events that a ratio is over', '{ "goal": { "per": { "event": "|" } } }', known.events],
    ['nothing where anything may stand', '{ "name": "|" }', []],
  ])('%s', (_, text, wanted) => expect(labels(text)).toEqual(wanted))

  it.each([
    ['{ "status": "|" }', 'active', '{ "status": "active"| }'],
    ['{ "status": | }', 'active', '{ "status": "active"| }'],
    ['{ "status": "act|ive" }', 'draft', '{ "status": "draft"| }'],
  ])('%s becomes, by %s, %s', (before, label, after) => expect(taken(before, label)).toBe(after))
})

describe('what is said of a place', () => {
  const said = (marked: string): string | null => saidAt(schema, marked.replace('|', ''), marked.indexOf('|'))?.text ?? null
  it.each([
    ['a field', '{ "to|pic": "x" }', 'What the mails are about. A customer may leave one topic and keep the others.'],
    ['its value', '{ "topic": "x|y" }', 'What the mails are about. A customer may leave one topic and keep the others.'],
    ['a field that refers to a shape', '{ "audi|ence": {} }', 'Who of them: a condition over the customer. Without it, everybody.'],
    ['a field of a plan', '{ "experiment": { "plan": { "base|line": 0.05 } } }', 'What it is now, in the control: 0.05 is a rate of 5 %.'],
    ['an operator', '{ "audience": { "traits.country": { "$i|n": [] } } }', 'Is one of these; of a list, some entry is.'],
    ['what nobody knows', '{ "tipoc|": "x" }', null],
    ['between two fields', '{ "id": "a",  |  "name": "b" }', null],
  ])('%s', (_, text, wanted) => expect(said(text)).toBe(wanted))
})
