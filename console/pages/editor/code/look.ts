/** How the editor looks: the console's own colours, which follow day and night by themselves. */
import { HighlightStyle, syntaxHighlighting } from '@codemirror/language'
import type { Extension } from '@codemirror/state'
import { EditorView } from '@codemirror/view'
import { tags } from '@lezer/highlight'

const colours = HighlightStyle.define([
  { tag: tags.propertyName, color: 'var(--accent)' },
  { tag: tags.string, color: 'var(--good)' },
  { tag: [tags.number, tags.atom], color: 'var(--warn)' },
  { tag: tags.comment, color: 'var(--ink-soft)', fontStyle: 'italic' },
  { tag: [tags.bracket, tags.punctuation], color: 'var(--ink-soft)' },
  { tag: tags.invalid, color: 'var(--bad)' },
])

const text = {
  '&': { height: '100%', color: 'var(--ink)', backgroundColor: 'transparent', fontSize: '0.8125rem' },
  '&.cm-focused': { outline: 'none' },
  '.cm-scroller': { fontFamily: 'var(--mantine-font-family-monospace)', lineHeight: '1.65', overscrollBehavior: 'contain' },
  '.cm-content': { padding: '0.75rem 0', caretColor: 'var(--ink)' },
  '.cm-line': { padding: '0 1rem 0 0.375rem' },
  '.cm-cursor, .cm-dropCursor': { borderLeftColor: 'var(--ink)', borderLeftWidth: '2px' },
  '.cm-gutters': { backgroundColor: 'transparent', color: 'var(--ink-soft)', border: 'none' },
  '.cm-lineNumbers .cm-gutterElement': { padding: '0 0.25rem 0 0.125rem', minWidth: '1.75rem' },
  '.cm-gutter-lint': { width: '1.125rem' },
  '.cm-activeLine, .cm-activeLineGutter': { backgroundColor: 'color-mix(in srgb, var(--ink) 4%, transparent)' },
  '.cm-activeLineGutter': { color: 'var(--ink)' },
  '&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground, .cm-content ::selection': {
    backgroundColor: 'color-mix(in srgb, var(--stage-new) 32%, transparent)',
  },
  '.cm-matchingBracket, &.cm-focused .cm-matchingBracket': {
    backgroundColor: 'color-mix(in srgb, var(--ink) 12%, transparent)',
    outline: 'none',
  },
  '.cm-nonmatchingBracket, &.cm-focused .cm-nonmatchingBracket': { backgroundColor: 'var(--bad-soft)' },
  '.cm-foldPlaceholder': { border: 'none', backgroundColor: 'var(--surface-sunken)', color: 'var(--ink-soft)', padding: '0 0.375rem' },
  '.cm-foldGutter .cm-gutterElement': { cursor: 'pointer', color: 'color-mix(in srgb, var(--ink-soft) 70%, transparent)' },
} as const

const overlays = {
  '.cm-tooltip': {
    maxWidth: 'min(26rem, 90vw)',
    border: '1px solid var(--line-strong)',
    borderRadius: '0.625rem',
    backgroundColor: 'var(--surface-raised)',
    boxShadow: '0 8px 28px rgb(0 0 0 / 16%)',
    color: 'var(--ink)',
    overflow: 'hidden',
  },
  '.cm-tooltip-section': { padding: '0.5rem 0.75rem', fontSize: '0.8125rem', lineHeight: '1.5' },
  '.cm-tooltip .cm-tooltip-section:not(:first-child)': { borderTop: '1px solid var(--line)' },
  '.cm-tooltip.cm-tooltip-autocomplete > ul': {
    fontFamily: 'var(--mantine-font-family-monospace)',
    fontSize: '0.8125rem',
    maxHeight: '16rem',
    minWidth: '14rem',
  },
  '.cm-tooltip.cm-tooltip-autocomplete > ul > li': { padding: '0.25rem 0.75rem', lineHeight: '1.5' },
  '.cm-tooltip.cm-tooltip-autocomplete > ul > li[aria-selected]': { backgroundColor: 'var(--accent-soft)', color: 'var(--ink)' },
  '.cm-completionMatchedText': { textDecoration: 'none', fontWeight: '700', color: 'var(--accent)' },
  '.cm-completionDetail': { marginLeft: '0.75rem', color: 'var(--ink-soft)', fontStyle: 'normal', fontSize: '0.75rem' },
  '.cm-completionInfo': {
    padding: '0.5rem 0.75rem',
    fontFamily: 'var(--mantine-font-family)',
    fontSize: '0.8125rem',
    lineHeight: '1.5',
    maxWidth: '20rem',
  },
} as const

const problems = {
  '.cm-diagnostic': { padding: '0.5rem 0.75rem', fontFamily: 'var(--mantine-font-family)', fontSize: '0.8125rem', lineHeight: '1.5' },
  '.cm-diagnostic-error': { borderLeft: '3px solid var(--bad)' },
  '.cm-diagnostic-warning': { borderLeft: '3px solid var(--warn)' },
  '.cm-lintRange-error, .cm-lintRange-warning': { backgroundImage: 'none', textDecorationSkipInk: 'none', textUnderlineOffset: '0.2em' },
  '.cm-lintRange-error': { textDecoration: 'underline wavy var(--bad) 1.5px', backgroundColor: 'var(--bad-soft)' },
  '.cm-lintRange-warning': { textDecoration: 'underline wavy var(--warn) 1.5px', backgroundColor: 'var(--warn-soft)' },
  '.cm-lintRange-active': { backgroundColor: 'color-mix(in srgb, var(--warn) 24%, transparent)' },
  '.cm-lint-marker': { width: '0.625rem', height: '0.625rem', content: 'none', borderRadius: '50%', margin: '0.3125rem 0 0 0.25rem' },
  '.cm-lint-marker-error': { content: 'none', backgroundColor: 'var(--bad)' },
  '.cm-lint-marker-warning': { content: 'none', backgroundColor: 'var(--warn)', borderRadius: '2px' },
} as const

const panels = {
  '.cm-panels': { backgroundColor: 'var(--surface-sunken)', color: 'var(--ink)', fontFamily: 'var(--mantine-font-family)' },
  '.cm-panels.cm-panels-top': { borderBottom: '1px solid var(--line)' },
  '.cm-panels.cm-panels-bottom': { borderTop: '1px solid var(--line)' },
  '.cm-panel.cm-search': { padding: '0.625rem 2.25rem 0.625rem 0.75rem', fontSize: '0.8125rem', lineHeight: '2' },
  '.cm-panel.cm-search label': { fontSize: '0.8125rem', whiteSpace: 'nowrap' },
  '.cm-panel.cm-search [name=close]': { top: '0.5rem', right: '0.5rem', fontSize: '1.25rem', minWidth: '1.5rem', minHeight: '1.5rem' },
  '.cm-textfield': {
    border: '1px solid var(--line-strong)',
    borderRadius: '0.375rem',
    backgroundColor: 'var(--surface)',
    color: 'var(--ink)',
    fontSize: '0.8125rem',
    padding: '0.25rem 0.5rem',
  },
  '.cm-button': {
    border: '1px solid var(--line-strong)',
    borderRadius: '0.375rem',
    backgroundImage: 'none',
    backgroundColor: 'var(--surface)',
    color: 'var(--ink)',
    fontSize: '0.8125rem',
    padding: '0.25rem 0.625rem',
  },
  '.cm-searchMatch': { backgroundColor: 'color-mix(in srgb, var(--warn) 28%, transparent)' },
  '.cm-searchMatch-selected': { backgroundColor: 'color-mix(in srgb, var(--warn) 55%, transparent)' },
} as const

export const look: Extension = [EditorView.theme({ ...text, ...overlays, ...problems, ...panels }), syntaxHighlighting(colours)]
