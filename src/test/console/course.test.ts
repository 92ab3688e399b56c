import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import {
  curvesOf,
  evenly,
  isCourse,
  MAX_ROUNDS,
  RoundCourse,
  roundsOf,
  topLabels,
} from "../../main/resources/web/console/predict/round-course";
import { ApiError } from "../../main/resources/web/console/service/api";
import type { Model, Prediction } from "../../main/resources/web/console/service/types";

function model(round: number, modified = "", id = `net_round_${round}`): Model {
  return { id, name: id, description: "", format: "ONNX", size_bytes: 1, modified, state: "AVAILABLE", round };
}

function rounds(count: number): Model[] {
  // The list of a series has the newest round first.
  return Array.from({ length: count }, (_, index) => model(count - index));
}

const certain: Prediction[] = [
  { label: "cat", probability: 0.75 },
  { label: "dog", probability: 0.25 },
];

/** A service whose answers are given by the test. */
class Service {
  readonly asked: string[] = [];
  private answers: ((outcome: Prediction[] | Error) => void)[] = [];

  readonly ask = (id: string): Promise<Prediction[]> =>
    new Promise((resolve, reject) => {
      this.asked.push(id);
      this.answers.push((outcome) => (outcome instanceof Error ? reject(outcome) : resolve(outcome)));
    });

  /** Answers the oldest open request. */
  async answer(outcome: Prediction[] | Error = certain): Promise<void> {
    this.answers.shift()?.(outcome);
    await vi.advanceTimersByTimeAsync(0);
  }
}

describe("predictions over the rounds", () => {
  let service: Service;
  let course: RoundCourse;

  beforeEach(() => {
    vi.useFakeTimers();
    service = new Service();
    course = new RoundCourse(service.ask);
  });

  afterEach(() => {
    vi.useRealTimers();
  });

  it("are requested one after the other, from the first round to the last", async () => {
    course.begin(rounds(3));
    expect(service.asked).toEqual(["net_round_1"]);
    expect(course.left).toBe(3);
    await service.answer();
    expect(service.asked).toEqual(["net_round_1", "net_round_2"]);
    await service.answer();
    await service.answer();
    expect(course.left).toBe(0);
    expect(course.points.map(({ round }) => round)).toEqual([1, 2, 3]);
    expect(course.isOpen).toBe(true);
  });

  it("are of at most fifty rounds, and those between them are no news", async () => {
    course.begin(rounds(200));
    for (let answered = 0; answered < MAX_ROUNDS; answered++) {
      await service.answer();
    }
    expect(service.asked).toHaveLength(MAX_ROUNDS);
    expect([service.asked[0], service.asked[MAX_ROUNDS - 1]]).toEqual(["net_round_1", "net_round_200"]);
    course.follow(rounds(200));
    expect(course.left).toBe(0);
    course.follow(rounds(201));
    expect(service.asked[MAX_ROUNDS]).toBe("net_round_201");
  });

  it("follow a model that gets the content of each round", async () => {
    course.begin([model(1, "09:00", "net@run")]);
    await service.answer();
    course.follow([model(2, "09:01", "net@run")]);
    await service.answer();
    expect(course.points.map(({ round, model: id }) => [round, id])).toEqual([
      [1, "net@run"],
      [2, "net@run"],
    ]);
  });

  it("end when they are stopped, and the points stay", async () => {
    course.begin(rounds(3));
    await service.answer();
    course.stop();
    await service.answer();
    expect(course.points).toHaveLength(1);
    expect(course.left).toBe(0);
    expect(service.asked).toHaveLength(2);
    course.follow(rounds(4));
    expect(service.asked).toHaveLength(2);
  });

  it("begin again without the points and the requests of before", async () => {
    course.begin(rounds(3));
    await service.answer();
    course.begin(rounds(1));
    await service.answer();
    expect(course.points).toEqual([]);
    await service.answer();
    expect(course.points.map(({ round }) => round)).toEqual([1]);
  });

  it("wait for a model that is being loaded", async () => {
    course.begin(rounds(1));
    await service.answer(new ApiError(503, "The model is being loaded.", 2));
    expect(course.note).toBe("The model is being loaded.");
    expect(service.asked).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(2_000);
    expect(service.asked).toHaveLength(2);
    await service.answer();
    expect(course.points[0]?.predictions).toEqual(certain);
    expect(course.note).toBe("");
  });

  it("stop while a model is being loaded", async () => {
    course.begin(rounds(2));
    await service.answer(new ApiError(503, "The model is being loaded.", 2));
    course.stop();
    await vi.advanceTimersByTimeAsync(10_000);
    expect(service.asked).toHaveLength(1);
  });

  it("leave a round out that fails, with its error", async () => {
    course.begin(rounds(2));
    await service.answer(new ApiError(400, "No class fits."));
    await service.answer();
    expect(course.points.map(({ error }) => error?.message)).toEqual(["No class fits.", undefined]);
    expect(curvesOf(course.points, ["cat"])).toEqual([{ name: "cat", colour: 0, points: [[2, 0.75]] }]);
  });
});

describe("the rounds of a course", () => {
  it("are chosen evenly, with the first and the last one", () => {
    expect(evenly([1, 2, 3, 4, 5, 6, 7, 8, 9], 3)).toEqual([1, 5, 9]);
    expect(evenly([1, 2], 50)).toEqual([1, 2]);
  });

  it("are those of usable models in their order", () => {
    const unusable = { ...model(2), state: "UNAVAILABLE" as const };
    expect(roundsOf([model(3), unusable, model(1)]).map(({ round }) => round)).toEqual([1, 3]);
  });

  it("are several, or the first one of a run", () => {
    const series = (...models: [Model, ...Model[]]) => ({ key: "", name: "", models });
    expect(isCourse(series(model(2), model(1)))).toBe(true);
    expect(isCourse(series(model(1)))).toBe(false);
    expect(isCourse(series({ ...model(1), run: "run" }))).toBe(true);
  });

  it("have the labels with the largest mean probability", () => {
    const points = [
      { round: 1, model: "a", predictions: certain },
      { round: 2, model: "b", predictions: [{ label: "bird", probability: 1 }] },
      { round: 3, model: "c", error: new Error() },
    ];
    expect(topLabels(points, 2)).toEqual(["bird", "cat"]);
  });
});
