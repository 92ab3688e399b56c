import type { Curve } from "../chart/curve";
import type { LiveAccuracy } from "../service/evaluations";

/** A curve for each model of a simulation. A version whose round is not known follows the previous version. */
export function accuracyCurves(rounds: LiveAccuracy["rounds"]): Curve[] {
  const curves = new Map<string, Curve>();
  for (const { model_id: id, round, accuracy } of rounds) {
    const curve = curves.get(id) ?? { name: id.split("@")[0]!, colour: curves.size, points: [] };
    curves.set(id, curve);
    const before = curve.points[curve.points.length - 1];
    const place = round ?? (before ? before[0] + 1 : 1);
    if (before?.[0] === place) {
      // If a file is written several times in a round, the last version counts.
      curve.points.pop();
    }
    curve.points.push([place, accuracy]);
  }
  return [...curves.values()];
}
