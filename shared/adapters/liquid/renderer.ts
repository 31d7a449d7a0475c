import type { Template } from 'liquidjs'
import type { Json, JsonObject } from '../../kernel/json.ts'
import type { Rendered, Renderer } from '../../ports/renderer.ts'
import { fillTemplate, parseTemplate, problemIn } from './engine.ts'

/** A renderer with a memory of its own for templates it has read. */
export const liquidRenderer = (): Renderer => {
  const read = rememberedTemplates()
  return {
    render: async (content, customer) => {
      const document = withoutBlanks(customer)
      const subject = filled('subject', () => oneLine(fillTemplate(read(content.subject), document)))
      if (!subject.ok) return subject
      const text = filled('text', () => fillTemplate(read(content.text), document))
      return text.ok ? { ok: true, subject: subject.value, text: text.value } : text
    },
  }
}

/** Each template of every live version, with room to spare; the oldest is read again. */
const TEMPLATES_MAX = 1_000

const rememberedTemplates = (): ((template: string) => Template[]) => {
  const remembered = new Map<string, Template[]>()
  return (template) => {
    const known = remembered.get(template)
    if (known !== undefined) return known
    const parsed = parseTemplate(template)
    for (const oldest of remembered.keys()) {
      if (remembered.size < TEMPLATES_MAX) break
      remembered.delete(oldest)
    }
    remembered.set(template, parsed)
    return parsed
  }
}

type Filled = { readonly ok: true; readonly value: string } | Extract<Rendered, { ok: false }>

const filled = (part: string, fill: () => string): Filled => {
  try {
    const value = fill()
    return value.trim() === '' ? { ok: false, detail: `${part}: is empty for this customer` } : { ok: true, value }
  } catch (error) {
    return { ok: false, detail: `${part}: ${problemIn(error)}` }
  }
}

/** A subject is one header line: a line break in a name must not begin another header. */
const oneLine = (text: string): string => text.replace(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, ' ').trim()

/** What says nothing is missing: "Hello ," is no greeting, whether the name is absent, null or blank. */
const withoutBlanks = (value: JsonObject): JsonObject =>
  Object.fromEntries(
    Object.entries(value)
      .filter(([, each]) => !isBlank(each))
      .map(([name, each]) => [name, pruned(each)]),
  )

const pruned = (value: Json): Json => {
  if (typeof value !== 'object' || value === null) return value
  return Array.isArray(value) ? value.filter((each: Json) => !isBlank(each)).map(pruned) : withoutBlanks(value as JsonObject)
}

const isBlank = (value: Json): boolean => value === null || (typeof value === 'string' && value.trim() === '')
