import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import type { CampaignCoupons } from '../../../shared/contract/api-coupons.ts'
import { Card } from '../../parts/card.tsx'
import { Table } from '../../parts/table.tsx'
import { useReader } from '../../words/reader.tsx'

/** The codes a campaign gave away, and those that were used, variant by variant. */
export const CouponsCard = ({ coupons: { pool, free, variants } }: { readonly coupons: CampaignCoupons }): ReactNode => {
  const { words, format } = useReader()
  const { coupons: said } = words
  return (
    <Card aside={<Link to="/delivery">{words.shell.places.delivery}</Link>} text={said.campaignText(pool)} title={said.campaignTitle}>
      <p className={free === 0 ? undefined : 'soft'}>{said.left(free)}</p>
      <Table
        caption={said.campaignTitle}
        columns={[
          { name: said.variant, cell: ({ variant }) => <span className="breakable">{variant}</span> },
          { name: said.givenColumn, cell: ({ given }) => format.count(given), isNumber: true },
          { name: said.redeemedColumn, cell: ({ redeemed }) => format.count(redeemed), isNumber: true },
          {
            name: said.rateColumn,
            cell: ({ given, redeemed }) => (given === 0 ? words.shell.none : format.share(redeemed / given)),
            isNumber: true,
          },
        ]}
        keyOf={({ variant }) => variant}
        rows={variants}
      />
    </Card>
  )
}
