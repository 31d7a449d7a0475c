/** The drawing of a campaign's way: what stands where, for whatever people write. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Box, type JourneyLayout, journeyLayout } from '../../console/charts/journey-layout.ts'
import { type Line, shapeOf } from '../../console/charts/journey-shape.ts'

type Laid = { readonly next: number; readonly ways: readonly { readonly to: number }[]; readonly says: { readonly verb: string } }
const step = (next: number, ...to: readonly number[]): Laid => ({ next, ways: to.map((one) => ({ to: one })), says: { verb: 'wait' } })
const leaves = (next: number): Laid => ({ ...step(next), says: { verb: 'exit' } })
const variant = (...steps: readonly Laid[]) => ({ steps, milestones: [], onComplete: null })

/** A line as text: `0 [1 2 | 3 end!] 4`, with `!` where it ends and an empty way as `-`. */
const text = ({ parts, joins }: Line, isWhole = true): string => {
  const said = parts.map(({ place, lanes }) =>
    [place, ...(lanes.length === 0 ? [] : [`[${lanes.map((lane) => text(lane, false)).join(' | ')}]`])].join(' '),
  )
  if (parts.length === 0) return joins ? '-' : '!'
  return `${said.join(' ')}${joins || isWhole ? '' : '!'}`
}

describe('the shape of a way', () => {
  it.each([
    ['one step after the other', variant(step(1), step(2)), 'start 0 1 end'],
    ['a branch whose else has a list', variant(step(2, 1, 2), step(3), step(3), step(4)), 'start 0 [1 | 2] 3 end'],
    ['a branch without an else', variant(step(2, 1, 2), step(2), step(3)), 'start 0 [1 | -] 2 end'],
    ['a way that leaves', variant(step(3, 1, 3), step(2), leaves(3), step(4)), 'start 0 [1 2! | -] 3 end'],
    ['all ways leave', variant(step(3, 1, 2), leaves(3), leaves(3)), 'start 0 [1! | 2!]'],
    [
      'ways that meet again and leave together',
      variant(step(5, 1, 5), step(3, 2, 3), step(3), step(4), leaves(5), step(6)),
      'start 0 [1 [2 | -] 3 4! | -] 5 end',
    ],
    ['a branch at the end of a way', variant(step(4, 1, 3), step(4, 2, 4), step(4), step(4), step(5)), 'start 0 [1 [2 | -] | 3] 4 end'],
    ['no step at all', variant(), 'start end'],
  ])('%s', (_, one, shape) => expect(text(shapeOf(one))).toBe(shape))

  it('of a checklist parts where all is done', () => {
    const steps = [step(1), step(3, 2, 3), step(3), step(5), step(5)]
    expect(text(shapeOf({ steps, milestones: ['a'], onComplete: 4 }))).toBe('start checklist [0 1 [2 | -] 3 | 4] end')
  })
})

/** Lists within lists, as people write them, laid flat as files are. */
type Written = { readonly verb: 'wait' | 'exit' } | { readonly lists: readonly (readonly Written[])[]; readonly hasElse: boolean }
const written = fc.letrec<{ list: readonly Written[]; step: Written }>((tie) => ({
  step: fc.oneof(
    { maxDepth: 4, depthSize: 'small' },
    fc.constant<Written>({ verb: 'wait' }),
    fc.record({ lists: fc.array(tie('list'), { minLength: 1, maxLength: 3 }), hasElse: fc.boolean() }),
  ),
  list: fc
    .tuple(fc.array(tie('step'), { maxLength: 4 }), fc.boolean())
    .map(([steps, ends]) => (ends ? [...steps, { verb: 'exit' as const }] : steps)),
}))

const countOf = (steps: readonly Written[]): number =>
  steps.reduce((sum, one) => sum + 1 + ('lists' in one ? one.lists.reduce((all, list) => all + countOf(list), 0) : 0), 0)

const layOut = (steps: readonly Written[], begin: number, join: number): readonly Laid[] => {
  const flat: Laid[] = []
  for (const [index, one] of steps.entries()) {
    const here = begin + flat.length
    const end = here + countOf([one])
    const after = index === steps.length - 1 ? join : end
    if (!('lists' in one)) {
      flat.push({ next: after, ways: [], says: { verb: one.verb } })
      continue
    }
    let at = here + 1
    const begins = one.lists.map((list) => {
      const from = at
      at += countOf(list)
      return { list, from, to: list.length === 0 ? after : from }
    })
    const ways = [...begins.map(({ to }) => ({ to })), ...(one.hasElse && one.lists.length > 1 ? [] : [{ to: after }])]
    flat.push({ next: after, ways, says: { verb: 'branch' } }, ...begins.flatMap(({ list, from }) => layOut(list, from, after)))
  }
  return flat
}

/** Steps that somebody can come to. */
const reached = (steps: readonly Laid[]): ReadonlySet<number> => {
  const seen = new Set([0])
  for (const at of seen) {
    const one = steps[at]
    if (one !== undefined && one.says.verb !== 'exit')
      for (const to of one.ways.length > 0 ? one.ways.map((way) => way.to) : [one.next]) seen.add(to)
  }
  return seen
}

const overlap = (a: Box, b: Box): boolean => a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height

const sound = (layout: JourneyLayout, width: number): void => {
  for (const [index, box] of layout.boxes.entries()) {
    expect(box.x).toBeGreaterThanOrEqual(0)
    expect(box.x + box.width).toBeLessThanOrEqual(width)
    expect(box.y + box.height).toBeLessThanOrEqual(layout.height)
    expect(layout.boxes.slice(index + 1).filter((other) => overlap(box, other))).toEqual([])
    const labelled = layout.labels.map(({ x, y, width: wide }): Box => ({ place: 'end', x, y, width: wide, height: 22 }))
    expect(labelled.filter((label) => overlap(box, label))).toEqual([])
  }
}

describe('the drawing of any way', () => {
  it.each([296, 700, 1_100])('in %i pixels holds every step once, apart from all others, within its frame', (width) => {
    fc.assert(
      fc.property(written.list, (steps) => {
        const flat = layOut(steps, 0, countOf(steps))
        const layout = journeyLayout(shapeOf({ steps: flat, milestones: [], onComplete: null }), width)
        sound(layout, width)
        const drawn = layout.boxes.flatMap(({ place }) => (typeof place === 'number' ? [place] : []))
        const wanted = [...reached(flat)].filter((one) => one < flat.length)
        expect(drawn.toSorted((a, b) => a - b)).toEqual(wanted.toSorted((a, b) => a - b))
        const ways = drawn.reduce((sum, index) => sum + (flat[index]?.ways.length ?? 0), 0)
        expect(layout.labels.length).toBe(ways)
      }),
      { numRuns: 100 },
    )
  })

  it('draws ways beside each other where there is room, and else under each other', () => {
    const line = shapeOf(variant(step(3, 1, 2), step(3), step(3), step(4)))
    const wide = journeyLayout(line, 900)
    const boxAt = (layout: JourneyLayout, place: number) => layout.boxes.find((box) => box.place === place)
    expect(wide.isWide).toBe(true)
    expect(boxAt(wide, 1)?.y).toBe(boxAt(wide, 2)?.y)
    expect(wide.lines.filter(({ hasArrow }) => hasArrow).length).toBe(6)
    const narrow = journeyLayout(line, 296)
    expect(narrow.isWide).toBe(false)
    expect(boxAt(narrow, 1)?.x).toBe(boxAt(narrow, 2)?.x)
    expect(boxAt(narrow, 1)?.y).toBeLessThan(boxAt(narrow, 2)?.y ?? 0)
    expect(boxAt(narrow, 3)?.x).toBe(0)
  })
})
