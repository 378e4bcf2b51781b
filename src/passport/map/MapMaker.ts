import { sep } from 'node:path';
import type { Application } from 'egg';
import type { Engine } from '../Engine';
import { HandlerStrategy } from '../HandlerStrategy';
import type { HookChain, Link } from '../HookChain';
import type { MapSource, PlaceFinder } from './MapSource';
import type { MapEntry, MapLink, MapPlace, MapPolicy, MapStrategy, PassportMap } from './PassportMap';
import { plain } from './plain';
import { routerEntries } from './routerEntries';
import { RouterRecorder } from './RouterRecorder';
import { compareEntries } from './compareEntries';
import { compareNames } from './compareNames';
import { SourceFiles } from './SourceFiles';

/** Remembers at boot what nobody knows later, and draws the map of it when somebody asks. */
export class MapMaker {
  private readonly routes: RouterRecorder;
  private readonly sources: MapSource[] = [];
  private readonly places: Record<'strategy' | 'policy', Map<string, PlaceFinder>> = {
    strategy: new Map(),
    policy: new Map(),
  };

  constructor(app: Application) {
    this.routes = new RouterRecorder(app);
  }

  addSource(source: MapSource): void {
    this.sources.push(source);
  }

  /** Says where a strategy or policy stands. */
  place(kind: 'strategy' | 'policy', name: string, find: PlaceFinder): void {
    this.places[kind].set(name, find);
  }

  draw(engine: Engine): PassportMap {
    const files = new SourceFiles();
    const { verify, serialize, deserialize, stamp } = engine.chains;
    return plain({
      strategies: strategyNames(engine).map(name => this.strategy(engine, name, files)),
      chains: {
        verify: links(verify, files),
        serialize: links(serialize, files),
        deserialize: links(deserialize, files),
        stamp: links(stamp, files),
      },
      policies: engine.policies
        .names()
        .sort(compareNames)
        .map(name => this.policy(name, files)),
      entries: this.entries(files),
    }) as PassportMap;
  }

  private strategy(engine: Engine, name: string, files: SourceFiles): MapStrategy {
    const strategy = engine.strategy(name);
    return {
      name,
      passportStrategy: strategy instanceof HandlerStrategy ? undefined : strategy.constructor.name,
      challenge: engine.challengeOf(name),
      ...this.find('strategy', name, files),
    };
  }

  private policy(name: string, files: SourceFiles): MapPolicy {
    return { name, ...this.find('policy', name, files) };
  }

  private entries(files: SourceFiles): MapEntry[] {
    const registrars = this.sources.flatMap(({ registrar }) => (registrar === undefined ? [] : registrar + sep));
    const isOthers = ({ file = '' }: MapPlace): boolean => registrars.some(folder => file.startsWith(folder));
    const ofRouter = routerEntries(this.routes, isOthers).map(entry => this.placed(entry, files));
    return [...ofRouter, ...this.sources.flatMap(source => source.entries(files))].sort(compareEntries);
  }

  // Nobody's line stands behind a route that was mounted for a strategy class.
  private placed(entry: MapEntry, files: SourceFiles): MapEntry {
    const { file, access } = entry;
    if (file !== undefined || access.type !== 'login') return entry;
    return { ...entry, ...this.find('strategy', access.strategies[0], files) };
  }

  private find(kind: 'strategy' | 'policy', name: string, files: SourceFiles): MapPlace {
    return this.places[kind].get(name)?.(files) ?? {};
  }
}

function strategyNames(engine: Engine): string[] {
  const names = engine.strategyNames().filter(name => name !== 'session');
  return names.sort(compareNames);
}

function links(chain: HookChain, files: SourceFiles): MapLink[] {
  return chain.links().map(link => mapLink(link, files));
}

function mapLink({ name, order, strategies, place }: Link, files: SourceFiles): MapLink {
  return { name, order, strategies: strategies && [...strategies].sort(compareNames), ...place?.(files) };
}
