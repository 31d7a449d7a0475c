/** A regular expression unfolded into states (Thompson, 1968), laid out in one array. */
import { REGEX_STATES_MAX } from '../../../kernel/limits.ts'
import type { CharSet } from './charset.ts'
import { type Edge, type Node, PatternRefusal } from './syntax.ts'

export type State =
  /** Takes one code unit of a set and goes on. */
  | { readonly kind: 'unit'; readonly set: CharSet; readonly next: number }
  /** Goes on where the edge is, taking nothing. */
  | { readonly kind: 'edge'; readonly edge: Edge; readonly next: number }
  /** Goes on in all of these at once. */
  | { readonly kind: 'fork'; readonly to: readonly number[] }
  | { readonly kind: 'matched' }

export type States = { readonly states: readonly State[]; readonly start: number }

/** Unfolds a tree; throws a `PatternRefusal` where it would have too many states. */
export const unfold = (node: Node): States => {
  if (sizeOf(node) > REGEX_STATES_MAX) {
    throw new PatternRefusal(
      `unfolds into more than ${REGEX_STATES_MAX} states`,
      'repeat fewer times: `{1,20}` rather than `{1,1000}`, or `+`',
    )
  }
  const states: State[] = [{ kind: 'matched' }]
  const start = append(states, node, 0)
  return { states, start }
}

/** States a node takes, counted before any is made: `((a{99}){99}){99}` is twelve characters long. */
const sizeOf = (node: Node): number => {
  switch (node.kind) {
    case 'unit':
    case 'edge':
      return 1
    case 'sequence':
      return node.parts.reduce((size, part) => size + sizeOf(part), 0)
    case 'either':
      return node.options.reduce((size, option) => size + sizeOf(option), 1)
    case 'repeat': {
      const size = sizeOf(node.part)
      return node.max === null ? Math.max(node.min, 1) * size + 1 : node.min * size + (node.max - node.min) * (size + 1)
    }
  }
}

/** Appends the states of a node that go on to `next`, and returns the first of them. */
const append = (states: State[], node: Node, next: number): number => {
  switch (node.kind) {
    case 'unit':
      return states.push({ kind: 'unit', set: node.set, next }) - 1
    case 'edge':
      return states.push({ kind: 'edge', edge: node.edge, next }) - 1
    case 'sequence':
      return node.parts.reduceRight((after, part) => append(states, part, after), next)
    case 'either': {
      const to = node.options.map((option) => append(states, option, next))
      return states.push({ kind: 'fork', to }) - 1
    }
    case 'repeat':
      return appendRepeat(states, node, next)
  }
}

const appendRepeat = (states: State[], { part, min, max }: Extract<Node, { kind: 'repeat' }>, next: number): number => {
  let after = next
  let times = min
  if (max === null) {
    const to = [next]
    const fork = states.push({ kind: 'fork', to }) - 1
    const body = append(states, part, fork)
    to.push(body)
    after = min === 0 ? fork : body
    times -= 1
  } else {
    for (let time = min; time < max; time += 1) after = states.push({ kind: 'fork', to: [append(states, part, after), next] }) - 1
  }
  for (let time = 0; time < times; time += 1) after = append(states, part, after)
  return after
}
