import { useLocalStorage } from '@mantine/hooks'
import { useEffect, useId, useMemo, useState } from 'react'
import { useLive } from '../connection/hooks.ts'
import { MachineDetails } from './MachineDetails.tsx'
import classes from './MachineTiles.module.css'
import { MetricTile } from './MetricTile.tsx'
import { machineTiles, type TileId, tileOfMetric } from './machine-tiles.ts'

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
  const opened = tiles.find(tile => tile.id === openedId)
  return (
    <section aria-label="This machine">
      <div className={classes.tiles}>
        {tiles.map(tile => (
          <MetricTile
            key={tile.id}
            tile={tile}
            opened={tile === opened}
            controls={detailsId}
            onToggle={() => setOpenedId(before => (before === tile.id ? null : tile.id))}
          />
        ))}
      </div>
      {opened && (
        <div id={detailsId} className={classes.details}>
          <MachineDetails tile={opened} chosenDisk={chosenDisk} onChooseDisk={setChosenDisk} />
        </div>
      )}
    </section>
  )
}
