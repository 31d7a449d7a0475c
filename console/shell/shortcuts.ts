/** Single keys that lead somewhere. They keep still while somebody writes, with a modifier held, and for whoever turned them off. */
import { useNavigate } from '@tanstack/react-router'
import { type RefObject, useCallback, useEffect, useRef, useState } from 'react'
import { recall, remember } from '../parts/remember.ts'
import type { SheetHandle } from '../parts/sheet.tsx'
import { usePlaces } from './places.ts'

export type Shortcuts = {
  readonly handle: RefObject<SheetHandle | null>
  readonly open: () => void
  readonly enabled: boolean
  readonly enable: (enabled: boolean) => void
}

const KEY = 'shortcuts'
/** How long after `g` the second key may come. */
const SECOND_KEY_MS = 1_500
/** The id of the field that `/` leads to. */
export const SEARCH_FIELD = 'search'

export const useShortcuts = (): Shortcuts => {
  const handle = useRef<SheetHandle>(null)
  const navigate = useNavigate()
  const places = usePlaces()
  const [enabled, setEnabled] = useState(() => recall(KEY) !== 'off')
  const open = useCallback(() => handle.current?.open(), [])

  useEffect(() => {
    if (!enabled) return
    let goPressedAt = Number.NEGATIVE_INFINITY
    const press = (event: KeyboardEvent): void => {
      if (event.ctrlKey || event.metaKey || event.altKey || isWriting(event.target) || isCovered()) return
      const isSecond = event.timeStamp - goPressedAt < SECOND_KEY_MS
      goPressedAt = event.key === 'g' ? event.timeStamp : Number.NEGATIVE_INFINITY
      const place = isSecond ? places.find(({ key }) => key === event.key) : undefined
      if (place !== undefined) navigate({ to: place.path }).catch(() => undefined)
      else if (event.key === '/') document.getElementById(SEARCH_FIELD)?.focus()
      else if (event.key === '?') open()
      else return
      event.preventDefault()
    }
    document.addEventListener('keydown', press)
    return () => document.removeEventListener('keydown', press)
  }, [enabled, navigate, open, places])

  const enable = (next: boolean): void => {
    remember(KEY, next ? 'on' : 'off')
    setEnabled(next)
  }
  return { handle, open, enabled, enable }
}

const isWriting = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement &&
  (target.isContentEditable || target.matches('input:not([type=radio], [type=checkbox]), textarea, select'))

/** A sheet lies over the page. */
const isCovered = (): boolean => document.querySelector('dialog[open]') !== null
