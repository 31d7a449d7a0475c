import type { Json } from '../../kernel/json.ts'
import type { About } from './about.ts'
import type { Condition, Did } from './condition.ts'
import { didSo, leafHolds } from './evaluate.ts'
import { read } from './path.ts'

/**
 * Whether a condition holds, or what has to be looked up before anybody can say: all of it at once, and nothing that cannot change the
 * answer. What is known decides where it can, whichever part comes first.
 */
export const ask = (condition: Condition, document: Json, about: About): boolean | readonly Did[] => {
  switch (condition.kind) {
    case 'all':
      return decidedBy(false, condition.of, document, about)
    case 'any':
      return condition.of.length === 0 || decidedBy(true, condition.of, document, about)
    case 'none':
      return opposite(condition.of.length === 0 || decidedBy(true, condition.of, document, about))
    case 'not':
      return opposite(ask(condition.of, document, about))
    case 'leaf':
      return leafHolds(condition, read(document, condition.path), about)
    case 'did':
      return didSo(condition, about) ?? [condition.did]
    case 'in-segment': {
      const segment = about.segments.get(condition.segment)
      return segment !== undefined && ask(segment.condition, document, about)
    }
  }
}

/** One part of which it is certain decides; else those that are open do; else the others did. */
const decidedBy = (decisive: boolean, parts: readonly Condition[], document: Json, about: About): boolean | readonly Did[] => {
  const open: Did[] = []
  for (const part of parts) {
    const answer = ask(part, document, about)
    if (answer === decisive) return decisive
    if (typeof answer !== 'boolean') open.push(...answer)
  }
  return open.length > 0 ? open : !decisive
}

const opposite = (answer: boolean | readonly Did[]): boolean | readonly Did[] => (typeof answer === 'boolean' ? !answer : answer)
