import { useLocalStorage } from '@mantine/hooks'
import { useEffect, useId, useMemo, useState } from 'react'
import { useLive } from '../connection/hooks.ts'
import { MachineDetails } from './MachineDetails.tsx'
import classes from './MachineTiles.module.css'
import { MetricTile } from './MetricTile.tsx'
import { type MachineTile, machineTiles, type TileId, tileOfMetric } from './machine-tiles.ts'
import { useSparklinePast, useSparklineRange } from './use-sparkline-past.ts'
import { useTrends } from './use-trends.ts'

/** This machine in four tiles; one at a time opens beneath them. `openMetric` opens the tile that metric is in. */
export function MachineTiles({ openMetric }: { readonly openMetric: string | null }) {
  const metrics = useLive(state => state.metrics)
  const [chosenDisk, setChosenDisk] = useLocalStorage<string | null>({
    key: 'traylight.storage-tile',
    defaultValue: null,
    getInitialValueInEffect: false,
  })
  const [openedId, setOpenedId] = useState<TileId | null>(null)
  const tiles = useMemo(() => machineTiles(metrics, chosenDisk), [metrics, chosenDisk])
  const namedId = openMetric === null ? null : tileOfMetric(tiles, openMetric)
  useEffect(() => {
    if (namedId !== null) setOpenedId(namedId)
  }, [namedId])
  const detailsId = useId()
  const trends = useTrends()
  const [range, chooseRange] = useSparklineRange()
  const idsKey = sparklineIds(tiles, openedId).join('\n')
  const ids = useMemo(() => (idsKey === '' ? [] : idsKey.split('\n')), [idsKey])
  const past = useSparklinePast(ids, range)
  const opened = tiles.find(tile => tile.id === openedId)
  return (
    <section aria-label="This machine">
      <div className={classes.tiles}>
        {tiles.map(tile => (
          <MetricTile
            key={tile.id}
            tile={tile}
            opened={tile === opened}
            past={past}
            trends={trends}
            rangeLabel={range.ms === null ? '' : range.label}
            controls={detailsId}
            onToggle={() => setOpenedId(before => (before === tile.id ? null : tile.id))}
          />
        ))}
      </div>
      {opened && (
        <div id={detailsId} className={classes.details}>
          <MachineDetails
            tile={opened}
            chosenDisk={chosenDisk}
            onChooseDisk={setChosenDisk}
            past={past}
            range={range}
            onChooseRange={chooseRange}
          />
        </div>
      )}
    </section>
  )
}

/** The metrics with a sparkline: those on the tiles, and those in the opened one. */
function sparklineIds(tiles: readonly MachineTile[], openedId: TileId | null): readonly string[] {
  const shown = tiles.flatMap(tile => tile.shown.flatMap(({ metric }) => metric?.id ?? []))
  const sections = tiles.find(({ id }) => id === openedId)?.sections ?? []
  const inside = sections.flatMap(({ metrics }) =>
    metrics.filter(({ unit }) => unit !== '%' && unit !== 's').map(({ id }) => id),
  )
  return [...new Set([...shown, ...inside])]
}
