package dev.flsys.problem;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flsys.testsupport.RawConnection;
import dev.flsys.testsupport.SmallProject;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.net.URI;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Members of JSON bodies that are given twice. */
@QuarkusTest
@TestProfile(SmallProject.class)
class RepeatedMembersTest {

    private static final String COMPLETE = "{\"model_id\":\"x\",\"image_data\":\"aGVsbG8=\"";

    @TestHTTPResource
    URI service;

    @ParameterizedTest
    @ValueSource(strings = {"model_id", "image_data"})
    void a_repeated_member_is_refused_by_its_name(String member) throws Exception {
        for (String path : new String[] {"/api/predict/", "/api/predict/preview/"}) {
            RawConnection.Answer answer = RawConnection.ask(
                    service.getPort(), RawConnection.post(path, COMPLETE + ",\"" + member + "\":\"y\"}"));
            assertThat(answer.status()).as(answer.body()).isEqualTo(400);
            assertThat(answer.body()).contains("The field " + member + " is given more than once.");
        }
    }
}
