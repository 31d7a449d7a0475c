/** JSON with comments, token by token: names apart from values, and no bracket in a text or comment is one. */
import { foldService, matchBrackets, StreamLanguage, type StringStream } from '@codemirror/language'
import type { Extension } from '@codemirror/state'

/** `depth`: how many brackets are open. */
type Reading = { isInComment: boolean; depth: number }

const jsonc = StreamLanguage.define<Reading>({
  name: 'jsonc',
  startState: () => ({ isInComment: false, depth: 0 }),
  token: (stream, reading) => {
    if (reading.isInComment) return endOfComment(stream, reading)
    if (stream.eatSpace()) return null
    if (stream.match('//')) {
      stream.skipToEnd()
      return 'comment'
    }
    if (stream.match('/*')) return endOfComment(stream, reading)
    if (stream.match(TEXT)) return stream.match(/^\s*:/, false) ? 'propertyName' : 'string'
    if (stream.match(NUMBER)) return 'number'
    if (stream.match(/^(?:true|false|null)\b/)) return 'atom'
    const character = stream.next() ?? ''
    if ('{['.includes(character)) reading.depth += 1
    if ('}]'.includes(character)) reading.depth = Math.max(0, reading.depth - 1)
    return '{}[]'.includes(character) ? 'bracket' : ',:'.includes(character) ? 'punctuation' : 'invalid'
  },
  indent: ({ depth }, textAfter, { unit }) => Math.max(0, depth - (/^\s*[}\]]/.test(textAfter) ? 1 : 0)) * unit,
  languageData: {
    commentTokens: { line: '//', block: { open: '/*', close: '*/' } },
    closeBrackets: { brackets: ['{', '[', '"'] },
    indentOnInput: /^\s*[}\]]$/,
  },
})

const TEXT = /^"(?:[^"\\]|\\.)*"?/
const NUMBER = /^-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/

const endOfComment = (stream: StringStream, reading: Reading): string => {
  reading.isInComment = !stream.skipTo('*/')
  if (reading.isInComment) stream.skipToEnd()
  else stream.match('*/')
  return 'comment'
}

/** A line that ends with an opening bracket folds up to the one that closes it. */
const folding = foldService.of((state, _, lineEnd) => {
  const match = matchBrackets(state, lineEnd - 1, 1)
  const end = match?.matched === true ? match.end : undefined
  return end !== undefined && end.from > lineEnd ? { from: lineEnd, to: end.from } : null
})

export const jsonWithComments: Extension = [jsonc, folding]
