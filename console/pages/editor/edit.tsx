/** The editor of one campaign: its file, and beside it what it would do. */
import { Button } from '@mantine/core'
import { Link, useParams } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { Answer } from '../../parts/answer.tsx'
import { Empty } from '../../parts/empty.tsx'
import { Loading } from '../../parts/loading.tsx'
import { Page } from '../../shell/page.tsx'
import { useCampaignWords } from '../../words/campaign-words.ts'
import { useReader } from '../../words/reader.tsx'
import { Desk } from './desk.tsx'
import { useOpened } from './opened.ts'

export const Edit = (): ReactNode => {
  const { words } = useReader()
  const { editor: said } = useCampaignWords()
  const { id } = useParams({ from: '/campaigns/$id/edit' })
  const opened = useOpened(id)
  const published = opened.data?.published ?? null
  return (
    <Page
      above={
        published === null ? (
          <Link to="/campaigns">{words.shell.places.campaigns}</Link>
        ) : (
          <Link params={{ id }} to="/campaigns/$id">
            {published.name}
          </Link>
        )
      }
      // Known from the beginning, unlike its name: the page keeps still while it loads.
      title={`${said.edit}: ${id}`}
    >
      <Answer loading={<Loading heights={[36, 720]} />} of={opened}>
        {(found) =>
          found.draft === null && found.published === null ? (
            <Empty
              action={
                <Button renderRoot={(props) => <Link to="/campaigns/new" {...props} />} variant="default">
                  {said.newTitle}
                </Button>
              }
              text={said.missingText}
              title={words.shell.missing.title}
            />
          ) : (
            <Desk id={id} key={id} opened={found} />
          )
        }
      </Answer>
    </Page>
  )
}
