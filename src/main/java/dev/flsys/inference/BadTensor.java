package dev.flsys.inference;

import dev.flsys.problem.Problem;

/** The body of a prediction on numbers is not what the model takes (400), or has too many rows (413). */
public final class BadTensor extends Problem {

    private BadTensor(int status, String title, String detail) {
        super(status, title, detail);
    }

    static BadTensor of(String detail) {
        return new BadTensor(400, "Bad input", detail);
    }

    static BadTensor tooManyRows(int most) {
        return new BadTensor(413, "Too many rows", "inputs has more than " + most + " rows; send them in parts.");
    }
}
