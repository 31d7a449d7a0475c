/** The endpoints of the editor of campaigns: a part of the table in api.ts. */
import type {
  DraftListed,
  DraftPage,
  DraftSaving,
  EditorChecked,
  EditorNames,
  EditorPlan,
  EditorPublished,
  MailPreviews,
  MailsAsked,
  PublishAsked,
  SimulationAsked,
  SimulationState,
  TextAsked,
} from './api-editor.ts'
import type { Get, Post } from './api-verbs.ts'

export type EditorApi = {
  /** Campaigns that are being written, the one saved last first. */
  'GET /api/drafts': Get<{ readonly drafts: readonly DraftListed[] }>
  'GET /api/drafts/:id': Get<DraftPage>
  /** Keeps a text, whatever is wrong with it. Refused where what stands is not what was seen. */
  'POST /api/drafts/:id': Post<DraftSaving, { readonly at: string }>
  /** Saving it again undoes it. */
  'POST /api/drafts/:id/discard': Post<Record<string, never>, { readonly done: true }>
  'GET /api/editor/names': Get<EditorNames>
  /** These three change nothing: their texts are too long for an address. */
  'POST /api/editor/check': Post<TextAsked, EditorChecked>
  'POST /api/editor/mails': Post<MailsAsked, MailPreviews>
  'POST /api/editor/plan': Post<TextAsked, EditorPlan>
  /** Publishes the text, and takes its draft away. Where something is wrong with it, 400 says all that is. */
  'POST /api/editor/publish': Post<PublishAsked, EditorPublished>
  /** Plays history through the text, beside all else. One at a time: another of the same person stops the first, that of somebody else is refused. */
  'POST /api/editor/simulate': Post<SimulationAsked, { readonly run: string }>
  'GET /api/editor/simulate/:run': Get<SimulationState>
  'POST /api/editor/simulate/:run/stop': Post<Record<string, never>, { readonly done: true }>
}
