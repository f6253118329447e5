import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Deployment } from 'kubernetes-models/apps/v1'
import { NetworkPolicy } from 'kubernetes-models/networking.k8s.io/v1'
import { ConfigMap, Namespace, PersistentVolumeClaim, Secret, Service } from 'kubernetes-models/v1'
import { describe, expect, it } from 'vitest'
import { parseAllDocuments, parse as parseYaml } from 'yaml'
import { z } from 'zod'
import { checkers } from '#engine/checkers/registry.ts'
import { configRules } from '#engine/config/config-rules.ts'
import { parseConfig } from '#engine/config/parse-config.ts'
import { profiles } from '#engine/profiles/registry.ts'

const FOLDER = import.meta.dirname

/** Something of a manifest, by its kind. */
const manifestSchema = z.looseObject({
  kind: z.string(),
  metadata: z.looseObject({ name: z.string() }),
})
type Manifest = z.infer<typeof manifestSchema>

const kustomization = z
  .object({
    namespace: z.string(),
    resources: z.array(z.string()),
    images: z.array(z.object({ name: z.string(), newTag: z.string() })),
  })
  .parse(parseYaml(readFileSync(join(FOLDER, 'kustomization.yaml'), 'utf8')))

const manifests: readonly (readonly [file: string, manifest: Manifest])[] = kustomization.resources.flatMap(
  file =>
    parseAllDocuments(readFileSync(join(FOLDER, file), 'utf8')).map(document => {
      expect(document.errors).toEqual([])
      return [file, manifestSchema.parse(document.toJS())] as const
    }),
)

/** Throws where a manifest does not have the shape that Kubernetes' API has for it. */
const VALIDATE: Readonly<Record<string, (manifest: object) => void>> = {
  ConfigMap: manifest => new ConfigMap(manifest).validate(),
  // The models want what is required as types too, which a validator is there to find out.
  Deployment: manifest => Reflect.construct(Deployment, [manifest]).validate(),
  Namespace: manifest => new Namespace(manifest).validate(),
  NetworkPolicy: manifest => new NetworkPolicy(manifest).validate(),
  PersistentVolumeClaim: manifest => new PersistentVolumeClaim(manifest).validate(),
  Secret: manifest => new Secret(manifest).validate(),
  Service: manifest => new Service(manifest).validate(),
}

function problemOf(manifest: Manifest): string | null {
  try {
    VALIDATE[manifest.kind]?.(manifest)
    return null
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

/** Fields that the schema does not know: it says nothing about them, whatever stands there. */
function unknownFields(manifest: Manifest): readonly string[] {
  const found: string[] = []
  const visit = (holder: object, path: string) => {
    for (const key of Object.keys(holder)) {
      const kept: unknown = Reflect.get(holder, key)
      Reflect.set(holder, key, () => {})
      if (problemOf(copy) === null) found.push(`${path}${key}`)
      Reflect.set(holder, key, kept)
      if (typeof kept === 'object' && kept !== null) visit(kept, `${path}${key}.`)
    }
  }
  const copy = structuredClone(manifest)
  const { kind: _, apiVersion: __, ...rest } = copy
  for (const [key, value] of Object.entries(rest)) {
    if (typeof value === 'object' && value !== null) visit(value, `${key}.`)
  }
  return found
}

function only(kind: string): Manifest {
  const [found, ...others] = manifests.filter(([, manifest]) => manifest.kind === kind)
  if (!found || others.length > 0) throw new Error(`There is not one ${kind}.`)
  return found[1]
}

const probeSchema = z.object({ httpGet: z.object({ path: z.string(), port: z.number() }) }).loose()
const refSchema = z.object({ name: z.string(), key: z.string(), optional: z.boolean().optional() })
const containerSchema = z.looseObject({
  image: z.string(),
  args: z.array(z.string()),
  env: z.array(
    z.object({ name: z.string(), valueFrom: z.object({ secretKeyRef: refSchema.optional() }).loose() }),
  ),
  ports: z.array(z.object({ name: z.string(), containerPort: z.number() })),
  livenessProbe: probeSchema,
  readinessProbe: probeSchema,
  volumeMounts: z.array(z.looseObject({ name: z.string(), mountPath: z.string() })),
})
const podSchema = z.looseObject({
  containers: z.tuple([containerSchema]),
  volumes: z.array(
    z.looseObject({
      name: z.string(),
      configMap: z.object({ name: z.string() }).optional(),
      persistentVolumeClaim: z.object({ claimName: z.string() }).optional(),
    }),
  ),
})
const pod = z
  .object({ spec: z.object({ template: z.object({ spec: podSchema }) }) })
  .parse(only('Deployment')).spec.template.spec
const [container] = pod.containers
const secretKeys = Object.keys(
  z.object({ stringData: z.record(z.string(), z.string()) }).parse(only('Secret')).stringData,
)

describe('every manifest', () => {
  it.each(manifests)(
    '%s is valid by the schema of Kubernetes, with no field that it does not know',
    (_, manifest) => {
      expect(VALIDATE[manifest.kind]).toBeDefined()
      expect(problemOf(manifest)).toBeNull()
      expect(unknownFields(manifest)).toEqual([])
    },
  )

  it('is known to the kustomization', () => {
    const files = readdirSync(FOLDER).filter(file => file.endsWith('.yaml') && file !== 'kustomization.yaml')
    expect([...kustomization.resources].sort()).toEqual(files.sort())
    expect(only('Namespace').metadata.name).toBe(kustomization.namespace)
    expect(kustomization.images).toEqual([expect.objectContaining({ name: container.image })])
  })

  it('would not pass with a mistake in it', () => {
    const deployment = only('Deployment')
    const wrong = { ...deployment, spec: { replicas: 'one' } }
    expect(problemOf(wrong)).toMatch(/replicas must be integer/)
    const misspelt = { ...only('Service'), spec: { selectors: { a: 'b' } } }
    expect(unknownFields(misspelt)).toEqual(['spec.selectors', 'spec.selectors.a'])
  })
})

describe('the Deployment', () => {
  it('has the probes of the report, readiness of Traylight itself', () => {
    expect(container.livenessProbe).toEqual({
      httpGet: { path: '/api/v1/health/live', port: 8009 },
      ...{ initialDelaySeconds: 30, periodSeconds: 10 },
    })
    expect(container.readinessProbe).toEqual({
      httpGet: { path: '/api/v1/health/ready?scope=self', port: 8009 },
      ...{ initialDelaySeconds: 10, periodSeconds: 5, failureThreshold: 3 },
    })
  })

  it('runs one, as nobody in particular, who may write to its volumes alone', () => {
    expect(only('Deployment')).toMatchObject({ spec: { replicas: 1, strategy: { type: 'Recreate' } } })
    expect(pod).toMatchObject({
      automountServiceAccountToken: false,
      securityContext: { runAsNonRoot: true, runAsUser: 1000, seccompProfile: { type: 'RuntimeDefault' } },
    })
    expect(container).toMatchObject({
      resources: { requests: { memory: expect.any(String) }, limits: { memory: expect.any(String) } },
      securityContext: {
        ...{ allowPrivilegeEscalation: false, readOnlyRootFilesystem: true },
        capabilities: { drop: ['ALL'] },
      },
    })
    expect(
      container.volumeMounts.filter(mount => mount.readOnly !== true).map(mount => mount.mountPath),
    ).toEqual([...['/data', '/tmp']])
  })

  it('refers only to what is there', () => {
    const refs = container.env.flatMap(({ valueFrom }) =>
      valueFrom.secretKeyRef ? [valueFrom.secretKeyRef] : [],
    )
    expect(refs.map(ref => ref.name)).toEqual(refs.map(() => only('Secret').metadata.name))
    expect(refs.map(ref => ref.key).sort()).toEqual([...secretKeys].sort())
    // Without it Traylight is not to start.
    expect(refs.find(ref => ref.key === 'TRAYLIGHT_TOKEN')?.optional).toBeUndefined()
    expect(pod.volumes.map(volume => volume.name).sort()).toEqual(
      container.volumeMounts.map(mount => mount.name).sort(),
    )
    expect(pod.volumes.find(volume => volume.configMap)?.configMap?.name).toBe(
      only('ConfigMap').metadata.name,
    )
    expect(pod.volumes.find(volume => volume.persistentVolumeClaim)?.persistentVolumeClaim?.claimName).toBe(
      only('PersistentVolumeClaim').metadata.name,
    )
  })

  it('answers under the names of its Service', () => {
    const service = only('Service').metadata.name
    const names = container.args.flatMap(arg => (arg.startsWith('--allowed-host=') ? [arg.slice(15)] : []))
    expect(names).toEqual(
      ['', '.$(POD_NAMESPACE)', '.$(POD_NAMESPACE).svc', '.$(POD_NAMESPACE).svc.cluster.local'].map(
        end => `${service}${end}`,
      ),
    )
    expect(container.env.map(({ name }) => name)).toContain('POD_NAMESPACE')
  })
})

describe('what belongs together', () => {
  const labels = { 'app.kubernetes.io/name': 'traylight' }

  it('is found by its labels and ports', () => {
    expect(only('Deployment')).toMatchObject({
      spec: { selector: { matchLabels: labels }, template: { metadata: { labels } } },
    })
    expect(only('Service')).toMatchObject({
      spec: { selector: labels, ports: [{ port: 8009, targetPort: 'http' }] },
    })
    expect(only('NetworkPolicy')).toMatchObject({ spec: { podSelector: { matchLabels: labels } } })
    expect(container.ports).toEqual([{ name: 'http', containerPort: 8009 }])
    expect(container.args).toContain('--port=8009')
  })

  it('has a configuration that is valid, and whose references are in the Secret', () => {
    const { data } = z.object({ data: z.record(z.string(), z.string()) }).parse(only('ConfigMap'))
    const [[file, text] = ['', '']] = Object.entries(data)
    expect(container.args).toContain(`--config=/etc/traylight/${file}`)
    const parsed = parseConfig(text, configRules(checkers, profiles))
    expect(parsed.ok ? [] : parsed.problems).toEqual([])
    const referred = [...text.matchAll(/\$\{env:(\w+)\}/g)].map(([, name]) => name)
    expect(secretKeys).toEqual(expect.arrayContaining(referred))
    expect(referred.length).toBeGreaterThan(0)
  })
})
