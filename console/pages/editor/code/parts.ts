/** What the editor is made of, put together from CodeMirror's parts. */
import {
  autocompletion,
  closeBrackets,
  closeBracketsKeymap,
  type Completion,
  type CompletionContext,
  completionKeymap,
  type CompletionResult,
  pickedCompletion,
  startCompletion,
} from '@codemirror/autocomplete'
import { defaultKeymap, history, historyKeymap, indentWithTab } from '@codemirror/commands'
import { bracketMatching, codeFolding, foldGutter, foldKeymap, indentOnInput, indentUnit } from '@codemirror/language'
import { lintGutter, lintKeymap } from '@codemirror/lint'
import { highlightSelectionMatches, search, searchKeymap } from '@codemirror/search'
import { EditorState, type Extension } from '@codemirror/state'
import {
  drawSelection,
  EditorView,
  highlightActiveLine,
  highlightActiveLineGutter,
  hoverTooltip,
  keymap,
  lineNumbers,
} from '@codemirror/view'
import type { EditorNames } from '../../../../shared/contract/api.ts'
import { jsonWithComments } from './jsonc.ts'
import { look } from './look.ts'
import { type Offer, offersAt, saidAt } from './offers.ts'
import { placeAt } from './place.ts'
import type { Schema } from './schema.ts'

export type EditorParts = {
  readonly schema: Schema
  /** Asked for each time: more may be known by then. */
  readonly known: () => EditorNames
  readonly isReadOnly: boolean
  /** What it is, and the id of what says how it is left by keyboard. */
  readonly label: string
  readonly describedBy: string
  /** CodeMirror's own sentences, in the reader's language. */
  readonly phrases: Readonly<Record<string, string>>
  readonly kinds: Readonly<Record<Offer['kind'] | 'required', string>>
  readonly onChange: (text: string) => void
}

export const editorParts = ({ schema, known, isReadOnly, label, describedBy, phrases, kinds, onChange }: EditorParts): Extension => [
  jsonWithComments,
  look,
  lintGutter(),
  lineNumbers(),
  codeFolding({ placeholderText: '…' }),
  foldGutter(),
  history(),
  drawSelection(),
  highlightActiveLine(),
  highlightActiveLineGutter(),
  highlightSelectionMatches(),
  bracketMatching(),
  closeBrackets(),
  indentOnInput(),
  indentUnit.of('  '),
  EditorState.tabSize.of(2),
  EditorState.readOnly.of(isReadOnly),
  EditorState.phrases.of(phrases),
  search({ top: true }),
  autocompletion({ override: [completions(schema, known, kinds)], icons: false, activateOnTyping: true }),
  hoverTooltip((view, offset) => documentation(schema, view, offset)),
  EditorView.contentAttributes.of({
    tabindex: '0',
    'aria-label': label,
    'aria-describedby': describedBy,
    'aria-readonly': String(isReadOnly),
  }),
  EditorView.updateListener.of(({ docChanged, state }) => {
    if (docChanged) onChange(state.doc.toString())
  }),
  keymap.of([
    ...closeBracketsKeymap,
    ...completionKeymap,
    ...lintKeymap,
    ...searchKeymap,
    ...historyKeymap,
    ...foldKeymap,
    ...defaultKeymap,
    indentWithTab,
  ]),
]

const QUOTED = /^"[\w$. -]*$/
const BARE = /^[\w$.-]*$/

const completions =
  (schema: Schema, known: () => EditorNames, kinds: EditorParts['kinds']) =>
  ({ state, pos, explicit }: CompletionContext): CompletionResult | null => {
    const text = state.doc.toString()
    // Unasked it comes where a name or a text begins, and not at each comma and bracket.
    if (!explicit && !/["\w$.-]$/.test(text.slice(Math.max(0, pos - 1), pos))) return null
    const found = offersAt(schema, known(), text, pos)
    if (found === null) return null
    const { from, offers } = found
    const isQuoted = text[from] === '"'
    // A quote that is written before what was offered without one asks anew.
    return { from, options: offers.map((offer) => completionOf(offer, isQuoted, kinds)), validFor: isQuoted ? QUOTED : BARE }
  }

/** What is written is compared with the label: with its quote, where one stands there. */
const completionOf = (offer: Offer, isQuoted: boolean, kinds: EditorParts['kinds']): Completion => ({
  label: isQuoted ? JSON.stringify(offer.label) : offer.label,
  displayLabel: offer.label,
  detail: offer.isRequired ? kinds.required : kinds[offer.kind],
  boost: offer.isRequired ? 1 : 0,
  ...(offer.description === null ? {} : { info: offer.description }),
  apply: (view, completion, from, to) => {
    const [before, after] = offer.text
    // What is written behind the cursor, up to its quote, is a part of what is replaced.
    const end = placeAt(view.state.doc.toString(), to).written?.to ?? to
    view.dispatch({
      changes: { from, to: end, insert: before + after },
      selection: { anchor: from + before.length },
      annotations: pickedCompletion.of(completion),
      userEvent: 'input.complete',
      scrollIntoView: true,
    })
    if (after !== '') startCompletion(view)
  },
})

const documentation = (schema: Schema, view: EditorView, offset: number) => {
  const said = saidAt(schema, view.state.doc.toString(), offset)
  if (said === null) return null
  return {
    pos: said.from,
    end: said.to,
    above: true,
    create: () => {
      const dom = document.createElement('div')
      dom.className = 'cm-tooltip-section'
      dom.textContent = said.text
      return { dom }
    },
  }
}
