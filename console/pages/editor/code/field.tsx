/** The editor itself. It keeps the text; the page is told of each change, and hands over what was found wrong with it. */
import { type Diagnostic, nextDiagnostic, setDiagnostics } from '@codemirror/lint'
import { EditorState } from '@codemirror/state'
import { EditorView } from '@codemirror/view'
import { type ReactNode, type Ref, useEffect, useImperativeHandle, useRef } from 'react'
import campaignSchema from '../../../../schemas/campaign.schema.json'
import type { EditorNames, EditorProblem } from '../../../../shared/contract/api.ts'
import styles from '../editor.module.css'
import type { FieldHandle } from '../field-handle.ts'
import { editorParts, type EditorParts } from './parts.ts'
import { rangeIn } from './positions.ts'
import type { Schema } from './schema.ts'

type CodeFieldProps = Omit<EditorParts, 'schema' | 'known'> & {
  readonly handle: Ref<FieldHandle>
  /** What it begins with; from then on it changes by itself, and by `handle`. */
  readonly text: string
  readonly known: EditorNames
  /** Of the text as it stands, or as it stood a moment ago. */
  readonly problems: readonly EditorProblem[]
  readonly mend: string
}

export const CodeField = ({ handle, text, known, problems, mend, ...parts }: CodeFieldProps): ReactNode => {
  const frame = useRef<HTMLDivElement>(null)
  const view = useRef<EditorView | null>(null)
  const latest = useRef({ known, text, parts })
  latest.current = { ...latest.current, known, parts }

  // Made once for each language and right to write; what was written meanwhile is taken along.
  const { label, isReadOnly } = parts
  // biome-ignore lint/correctness/useExhaustiveDependencies: the label stands for the language of all its words.
  useEffect(() => {
    if (frame.current === null) return
    const onChange = (changed: string): void => {
      latest.current.text = changed
      latest.current.parts.onChange(changed)
    }
    const extensions = editorParts({
      ...latest.current.parts,
      schema: campaignSchema as Schema,
      known: () => latest.current.known,
      onChange,
    })
    const made = new EditorView({ parent: frame.current, state: EditorState.create({ doc: latest.current.text, extensions }) })
    view.current = made
    return () => made.destroy()
  }, [label, isReadOnly])

  // biome-ignore lint/correctness/useExhaustiveDependencies: a new view has no problems yet.
  useEffect(() => {
    const made = view.current
    if (made === null) return
    made.dispatch(setDiagnostics(made.state, diagnosticsOf(made.state, problems, mend)))
  }, [problems, mend, label, isReadOnly])

  useImperativeHandle(handle, () => ({
    replace: (changed) => {
      const made = view.current
      made?.dispatch({ changes: { from: 0, to: made.state.doc.length, insert: changed }, selection: { anchor: 0 } })
    },
    goTo: (problem) => {
      const made = view.current
      if (made === null) return
      made.dispatch({ selection: { anchor: rangeIn(made.state.doc, problem).from }, scrollIntoView: true })
      made.focus()
    },
    next: () => {
      const made = view.current
      if (made === null) return
      nextDiagnostic(made)
      made.focus()
    },
  }))

  return <div className={styles.code} ref={frame} />
}

const diagnosticsOf = (state: EditorState, problems: readonly EditorProblem[], mend: string): readonly Diagnostic[] =>
  problems.map((one) => ({
    ...rangeIn(state.doc, one),
    severity: one.severity,
    message: one.hint === '' ? one.problem : `${one.problem}. ${one.hint}`,
    renderMessage: () => told(one, mend),
  }))

/** The words of the compiler, in English, as in the list below the editor. */
const told = ({ path, problem, hint }: EditorProblem, mend: string): Node => {
  const dom = document.createElement('div')
  const what = document.createElement('strong')
  what.textContent = path === '' ? problem : `${path} ${problem}`
  dom.append(what)
  if (hint !== '') {
    const how = document.createElement('div')
    how.className = 'soft'
    how.textContent = `${mend}: ${hint}`
    dom.append(how)
  }
  return dom
}
