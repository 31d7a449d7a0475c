/**
 * Where everything of a campaign's way stands, in pixels: pure arithmetic, apart from what draws it. Where there is room, ways that part
 * stand beside each other; where there is none, under each other and indented, as an outline with rails.
 */
import type { Line, Part, Place } from './journey-shape.ts'

export type JourneyLayout = {
  readonly isWide: boolean
  readonly width: number
  readonly height: number
  readonly boxes: readonly Box[]
  /** What each way that parts is called, over its beginning. */
  readonly labels: readonly Label[]
  readonly lines: readonly { readonly path: string; readonly hasArrow: boolean }[]
}

export type Box = { readonly place: Place; readonly x: number; readonly y: number; readonly width: number; readonly height: number }
export type Label = { readonly from: Place; readonly way: number; readonly x: number; readonly y: number; readonly width: number }

export const LABEL_HEIGHT = 22
const BOX_WIDTH = 226
const BOX_WIDTH_MAX = 420
/** A title, a sentence, and how many are there. */
const BOX_HEIGHT = 82
/** The same where nobody is counted. */
export const PLAIN_BOX_HEIGHT = 62
const END_HEIGHT = 36
/** Room for a line and the name of a way. */
const GAP = 54
const LANE_GAP = 24
/** A way without a step of its own: room for its line and name. */
const EMPTY_WIDTH = 140
/** From a box to where lines turn. */
const TURN = 16
const RADIUS = 8

export const journeyLayout = (line: Line, width: number, boxHeight: number = BOX_HEIGHT): JourneyLayout => {
  const needed = widthOf(line)
  return needed <= width ? wideLayout(line, width, boxHeight) : outlined(line, width, boxHeight)
}

const heightOf = (place: Place, { boxHeight }: Drawn): number => (place === 'end' ? END_HEIGHT : boxHeight)

const widthOf = ({ parts }: Line): number =>
  parts.length === 0 ? EMPTY_WIDTH : Math.max(BOX_WIDTH, ...parts.map(({ lanes }) => lanesWidth(lanes)))
const lanesWidth = (lanes: readonly Line[]): number =>
  lanes.reduce((sum, lane) => sum + widthOf(lane), 0) + LANE_GAP * Math.max(0, lanes.length - 1)

type Drawn = {
  readonly boxHeight: number
  readonly boxes: Box[]
  readonly labels: Label[]
  readonly lines: { path: string; hasArrow: boolean }[]
}
type Point = { readonly x: number; readonly y: number }

const wideLayout = (line: Line, width: number, boxHeight: number): JourneyLayout => {
  const drawn: Drawn = { boxHeight, boxes: [], labels: [], lines: [] }
  const bottom = placeLine(line, width / 2, 0, widthOf(line) === BOX_WIDTH ? Math.min(width, BOX_WIDTH_MAX) : BOX_WIDTH, drawn)
  return { isWide: true, width, height: bottom - GAP, ...drawn }
}

/** Draws a line downwards from `top`; answers where what follows would begin. `boxWidth`: of the boxes on it. */
const placeLine = ({ parts }: Line, x: number, top: number, boxWidth: number, drawn: Drawn): number => {
  let y = top
  for (const [index, part] of parts.entries()) {
    const height = heightOf(part.place, drawn)
    drawn.boxes.push({ place: part.place, x: x - boxWidth / 2, y, width: boxWidth, height })
    const next = y + height + GAP
    const join = parts[index + 1] === undefined ? null : { x, y: 0 }
    const after = part.lanes.length === 0 ? next : placeLanes(part, { x, y: y + height }, next, drawn)
    if (join !== null) joinAt(part, { x, y: y + height }, { x, y: after }, next, drawn)
    y = after
  }
  return y
}

/** The ways from one box, beside each other; answers where they may come together. */
const placeLanes = ({ place, lanes }: Part, from: Point, top: number, drawn: Drawn): number => {
  const ends = lanesOf(lanes, from.x).map(({ lane, x }, way) => {
    const width = lane.parts.length === 0 ? EMPTY_WIDTH : widthOf(lane)
    drawn.labels.push({
      from: place,
      way,
      x: x - Math.min(width, BOX_WIDTH) / 2,
      y: top - LABEL_HEIGHT - 6,
      width: Math.min(width, BOX_WIDTH),
    })
    if (lane.parts.length === 0) return top
    drawn.lines.push({ path: bent(from, { x, y: top }, from.y + TURN), hasArrow: true })
    return placeLine(lane, x, top, BOX_WIDTH, drawn)
  })
  return Math.max(top, ...ends)
}

const lanesOf = (lanes: readonly Line[], centre: number): readonly { readonly lane: Line; readonly x: number }[] => {
  let left = centre - lanesWidth(lanes) / 2
  return lanes.map((lane) => {
    const width = widthOf(lane)
    const x = left + width / 2
    left += width + LANE_GAP
    return { lane, x }
  })
}

/** Leads a part to where its line goes on: straight, or from the ends of all its ways that do. */
const joinAt = ({ lanes }: Part, from: Point, join: Point, top: number, drawn: Drawn): void => {
  if (lanes.length === 0) {
    drawn.lines.push({ path: bent(from, join, join.y), hasArrow: true })
    return
  }
  for (const { lane, x } of lanesOf(lanes, from.x)) {
    if (lane.parts.length === 0) {
      const turn = { x, y: join.y - TURN }
      drawn.lines.push({ path: `${bent(from, turn, from.y + TURN)}${tail(turn, join)}`, hasArrow: true })
    } else leadBack(lane, x, top, join, drawn)
  }
}

/** From the last box of a way, or of the ways that part at it, to where they come together. */
const leadBack = ({ parts, joins }: Line, x: number, top: number, join: Point, drawn: Drawn): void => {
  const last = parts.at(-1)
  if (last === undefined || (!joins && last.lanes.length === 0)) return
  const box = drawn.boxes.find(({ place }) => place === last.place)
  if (box === undefined) return
  const bottom = { x, y: box.y + box.height }
  if (last.lanes.length === 0) drawn.lines.push({ path: bent(bottom, join, join.y - TURN), hasArrow: true })
  else if (joins) joinAt(last, bottom, join, top, drawn)
}

/** Down to `turnAt`, across, and down again, with round corners. */
const bent = (from: Point, to: Point, turnAt: number): string => {
  if (Math.abs(from.x - to.x) < 1) return `M${at(from)}V${round(to.y)}`
  const right = to.x > from.x ? 1 : -1
  const radius = Math.min(RADIUS, Math.abs(to.x - from.x) / 2)
  return [
    `M${at(from)}V${round(turnAt - radius)}`,
    `Q${at({ x: from.x, y: turnAt })} ${at({ x: from.x + right * radius, y: turnAt })}`,
    `H${round(to.x - right * radius)}`,
    `Q${at({ x: to.x, y: turnAt })} ${at({ x: to.x, y: turnAt + radius })}`,
    `V${round(to.y)}`,
  ].join('')
}

/** From the end of a path across and down. */
const tail = (from: Point, to: Point): string => (Math.abs(from.x - to.x) < 1 ? `V${round(to.y)}` : `H${round(to.x)}V${round(to.y)}`)

const at = ({ x, y }: Point): string => `${round(x)},${round(y)}`
const round = (value: number): string => String(Math.round(value * 10) / 10)

const INDENT = 18
/** Where the rail of a depth runs, from the left of its boxes. */
const RAIL = 9
const OUTLINE_GAP = 20

const outlined = (line: Line, width: number, boxHeight: number): JourneyLayout => {
  const drawn: Drawn = { boxHeight, boxes: [], labels: [], lines: [] }
  const bottom = outlineLine(line, 0, 0, width, drawn)
  return { isWide: false, width, height: bottom - OUTLINE_GAP, ...drawn }
}

/** Draws a line as an outline from `top`; answers where what follows would begin. */
const outlineLine = ({ parts, joins }: Line, depth: number, top: number, width: number, drawn: Drawn): number => {
  const left = depth * INDENT
  let y = top
  for (const [index, part] of parts.entries()) {
    const height = heightOf(part.place, drawn)
    drawn.boxes.push({ place: part.place, x: left, y, width: width - left, height })
    const bottom = y + height
    const { after, lastTurn } = outlineLanes(part, depth, bottom + OUTLINE_GAP, width, drawn)
    const hasNext = parts[index + 1] !== undefined
    // Where the line joins what follows, its last rail leads there.
    const end = hasNext ? after : joins && lastTurn !== null ? after - OUTLINE_GAP : lastTurn
    if (end !== null) drawn.lines.push({ path: `M${at({ x: left + RAIL, y: bottom })}V${round(end)}`, hasArrow: hasNext })
    y = after
  }
  return y
}

/** The ways from one box, under each other; `lastTurn`: how far down its rail is needed at least. */
const outlineLanes = ({ place, lanes }: Part, depth: number, top: number, width: number, drawn: Drawn) => {
  const rail = depth * INDENT + RAIL
  const inner = (depth + 1) * INDENT
  let y = top - (lanes.length > 0 ? OUTLINE_GAP / 2 : 0)
  let lastTurn: number | null = null
  for (const [way, lane] of lanes.entries()) {
    const turn = y + LABEL_HEIGHT / 2
    lastTurn = turn
    drawn.labels.push({ from: place, way, x: inner, y, width: width - inner })
    drawn.lines.push({ path: `M${at({ x: rail, y: turn })}H${round(inner - 2)}`, hasArrow: false })
    y += LABEL_HEIGHT + OUTLINE_GAP / 2
    if (lane.parts.length === 0) continue
    const first = y
    y = outlineLine(lane, depth + 1, y, width, drawn)
    drawn.lines.push({ path: `M${at({ x: inner + RAIL, y: first - OUTLINE_GAP / 2 })}V${round(first)}`, hasArrow: true })
    if (!lane.joins) continue
    const back = y - OUTLINE_GAP + OUTLINE_GAP / 2
    drawn.lines.push({ path: `M${at({ x: inner + RAIL, y: back - OUTLINE_GAP / 2 })}V${round(back)}H${round(rail)}`, hasArrow: false })
    lastTurn = back
  }
  return { after: y, lastTurn }
}
