import type { Renderer } from '../../ports/renderer.ts'
import { linkedHtml } from './linked-html.ts'
import { rendererWith } from './render.ts'
import { textOf } from './text-of.ts'

/** A renderer for mails however they were written. */
export const liquidRenderer = (): Renderer => rendererWith({ linkedHtml, textOf })
