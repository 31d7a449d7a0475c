/** Publishing: the plan first, a note, and then it is done; another version that came meanwhile is met, and not overwritten. */
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { type ReactNode, useRef, useState } from 'react'
import type { EditorPlan, EditorPublished } from '../../../shared/contract/api.ts'
import { change, type Unanswered } from '../../api/client.ts'
import { Ask } from '../../parts/ask.tsx'
import { MayButton } from '../../parts/may-button.tsx'
import type { SheetHandle } from '../../parts/sheet.tsx'
import { useCampaignWords } from '../../words/campaign-words.ts'
import { TOUCHED } from '../campaigns/state.tsx'
import { usePlan } from './asked.ts'
import type { Draft } from './draft.ts'
import { PlanTold } from './plan.tsx'

type PublishProps = {
  readonly id: string
  readonly draft: Draft
  readonly isReady: boolean
  readonly newest: number | null
  readonly onMet: (version: number) => void
}

export const Publish = ({ id, draft, isReady, newest, onMet }: PublishProps): ReactNode => {
  const { editor: said } = useCampaignWords()
  const sheet = useRef<SheetHandle>(null)
  const [isOpen, setOpen] = useState(false)
  const plan = usePlan(id, draft.text, isOpen && isReady)
  const told = plan.data?.of === draft.text ? plan.data.answer : null
  const publish = usePublish(id, draft, onMet)
  const open = (): void => {
    publish.reset()
    setOpen(true)
    sheet.current?.open()
  }
  return (
    <>
      <MayButton disabled={!isReady} onClick={open} route="POST /api/editor/publish" {...(isReady ? {} : { title: said.takesNoErrors })}>
        {said.publish}
      </MayButton>
      <Ask
        asked={{ label: said.note, placeholder: said.noteExample, mustBe: null, mayBeEmpty: true }}
        doIt={said.publish}
        error={publish.error}
        handle={sheet}
        isBusy={publish.isPending}
        isReady={told !== null && isPublishable(told)}
        onClose={() => setOpen(false)}
        onDo={(note) => publish.mutate(note)}
        text={said.publishText}
        title={said.publishTitle((newest ?? 0) + 1)}
      >
        {isOpen ? <PlanTold of={draft.text} plan={plan} /> : null}
      </Ask>
    </>
  )
}

const isPublishable = ({ problems, unchanged }: EditorPlan): boolean => !unchanged && problems.every(({ severity }) => severity !== 'error')

/** Publishes with a note, and goes to where one sees what becomes of it. */
const usePublish = (id: string, { text, basedOn, keeper }: Draft, onMet: (version: number) => void) => {
  const queries = useQueryClient()
  const navigate = useNavigate()
  return useMutation<EditorPublished, Unanswered, string>({
    mutationFn: async (note) => {
      // What is still being saved would come back as a draft of what is published.
      await keeper.flush()
      return change('POST /api/editor/publish', undefined, { text, name: id, expects: basedOn, ...(note === '' ? {} : { note }) })
    },
    onSuccess: async ({ version, sweep }) => {
      keeper.put({ text, at: null, basedOn: version })
      await Promise.all([...TOUCHED, 'GET /api/drafts'].map((touched) => queries.invalidateQueries({ queryKey: [touched] })))
      const customers = sweep?.customers ?? null
      await navigate({ to: '/campaigns/$id', params: { id }, state: { published: { version, back: basedOn, customers } } })
    },
    onError: ({ failed }) => {
      const version = failed.type === 'refused' ? (failed.met?.version ?? null) : null
      if (version !== null) onMet(version)
    },
  })
}
