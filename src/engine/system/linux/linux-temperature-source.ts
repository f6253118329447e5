import type { Reading } from '../metric-sample.ts'
import type { MetricSource } from '../metric-source.ts'
import type { SystemReader } from '../system-reader.ts'

const HWMON = '/sys/class/hwmon'
const ZONES = '/sys/class/thermal'
/** A sensor outside this range, in °C, is not connected or not a thermometer. */
const PLAUSIBLE = { lowest: -60, highest: 200 } as const

/** One thermometer: where its value in thousandths of °C is, and what it is called. */
interface Thermometer {
  readonly path: string
  readonly id: string
  readonly name: string
}

/** Thermometers as the kernel's sensor drivers have them; the coarser thermal zones where there is no driver. */
export function linuxTemperatureSource(reader: SystemReader): MetricSource {
  let thermometers: readonly Thermometer[] | null = null
  return {
    name: 'temperatures',
    everySeconds: 10,
    counts: false,
    always: [],
    async read() {
      thermometers ??= await findThermometers(reader)
      return Promise.all(thermometers.map(thermometer => measure(reader, thermometer)))
    },
  }
}

async function measure(reader: SystemReader, { path, id, name }: Thermometer): Promise<Reading> {
  const text = await textOf(reader, path)
  return { id, name, group: 'temperature', unit: '°C', value: parseTemperature(text), detail: '' }
}

/** °C with one decimal from the kernel's thousandths; null where the sensor says nothing plausible. */
export function parseTemperature(text: string): number | null {
  if (!/^-?\d+\s*$/.test(text)) return null
  const celsius = Math.round(Number(text) / 100) / 10
  return celsius > PLAUSIBLE.lowest && celsius < PLAUSIBLE.highest ? celsius : null
}

async function findThermometers(reader: SystemReader): Promise<readonly Thermometer[]> {
  const found = await driverThermometers(reader)
  return withUniqueIds(found.length > 0 ? found : await zoneThermometers(reader))
}

async function driverThermometers(reader: SystemReader): Promise<readonly Thermometer[]> {
  const chips = await Promise.all(
    (await namesIn(reader, HWMON)).map(async directory => {
      const chip = (await textOf(reader, `${HWMON}/${directory}/name`)).trim() || directory
      const inputs = (await namesIn(reader, `${HWMON}/${directory}`)).filter(n => /^temp\d+_input$/.test(n))
      return Promise.all(
        inputs.sort(byNumber).map(async input => {
          const path = `${HWMON}/${directory}/${input}`
          const sensor = input.slice(0, -'_input'.length)
          const label = (await textOf(reader, path.replace(/_input$/, '_label'))).trim()
          return thermometer(path, chip, label || (inputs.length > 1 ? sensor : ''))
        }),
      )
    }),
  )
  return chips.flat()
}

async function zoneThermometers(reader: SystemReader): Promise<readonly Thermometer[]> {
  const zones = (await namesIn(reader, ZONES)).filter(name => /^thermal_zone\d+$/.test(name)).sort(byNumber)
  return Promise.all(
    zones.map(async zone => {
      const type = (await textOf(reader, `${ZONES}/${zone}/type`)).trim()
      return thermometer(`${ZONES}/${zone}/temp`, type || zone, '')
    }),
  )
}

function thermometer(path: string, chip: string, label: string): Thermometer {
  const words = [chip, label].filter(word => word !== '').join(' ')
  const slug = words
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '')
  return { path, id: `temperature:${slug}`, name: `Temperature, ${words}` }
}

/** Two of the same drive have the same name: the second becomes "... 2". */
function withUniqueIds(thermometers: readonly Thermometer[]): readonly Thermometer[] {
  const seen = new Map<string, number>()
  return thermometers.map(item => {
    const count = (seen.get(item.id) ?? 0) + 1
    seen.set(item.id, count)
    return count === 1 ? item : { ...item, id: `${item.id}-${count}`, name: `${item.name} ${count}` }
  })
}

function byNumber(a: string, b: string): number {
  return a.localeCompare(b, 'en', { numeric: true })
}

/** Sensors come and go with their drivers; one that cannot be read is simply not there. */
async function textOf(reader: SystemReader, path: string): Promise<string> {
  return reader.text(path).catch(() => '')
}

async function namesIn(reader: SystemReader, path: string): Promise<readonly string[]> {
  const names = await reader.names(path).catch((): readonly string[] => [])
  return [...names].sort(byNumber)
}
