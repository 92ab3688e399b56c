package dev.flsys.problem;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.FeatureContext;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import org.junit.jupiter.api.Test;

class OfferedMethodsTest {

    private final OfferedMethods offered = with(Runs.class, Root.class);

    /** An interface, because Quarkus would serve a class in its tests. */
    @Path("/runs/")
    @SuppressWarnings("unused")
    private interface Runs {
        @GET
        void list();

        @POST
        void start();

        @GET
        @Path("{id}")
        void run();

        @POST
        @Path("/{id}/stop")
        void stop();

        @DELETE
        @Path("/files/{path: .+}")
        void delete();

        void notAnEndpoint();
    }

    @Path("/")
    @SuppressWarnings("unused")
    private interface Root {
        @GET
        void page();
    }

    @Test
    void a_path_offers_its_own_methods_only() {
        assertThat(offered.methodsOf("/runs")).containsExactly("GET", "HEAD", "OPTIONS", "POST");
        assertThat(offered.methodsOf("/runs/7")).containsExactly("GET", "HEAD", "OPTIONS");
        assertThat(offered.methodsOf("/runs/7/stop")).containsExactly("OPTIONS", "POST");
        assertThat(offered.methodsOf("/")).containsExactly("GET", "HEAD", "OPTIONS");
    }

    @Test
    void a_slash_at_the_end_is_the_same_path() {
        assertThat(offered.methodsOf("/runs/")).isEqualTo(offered.methodsOf("/runs"));
        assertThat(offered.methodsOf("/runs/7/stop/")).isEqualTo(offered.methodsOf("/runs/7/stop"));
    }

    @Test
    void an_expression_of_a_parameter_is_kept() {
        assertThat(offered.methodsOf("/runs/files/a/b%2Fc")).containsExactly("DELETE", "OPTIONS");
    }

    @Test
    void an_unknown_path_offers_nothing_but_the_question() {
        assertThat(offered.methodsOf("/runs/7/other")).containsExactly("OPTIONS");
    }

    private static OfferedMethods with(Class<?>... resources) {
        OfferedMethods offered = new OfferedMethods();
        for (Class<?> resource : resources) {
            for (Method method : resource.getDeclaredMethods()) {
                offered.configure(info(resource, method), context());
            }
        }
        return offered;
    }

    private static ResourceInfo info(Class<?> resource, Method method) {
        return (ResourceInfo) Proxy.newProxyInstance(
                ResourceInfo.class.getClassLoader(),
                new Class<?>[] {ResourceInfo.class},
                (proxy, called, none) -> called.getName().equals("getResourceClass") ? resource : method);
    }

    /** A context that is not used. */
    private static FeatureContext context() {
        return (FeatureContext) Proxy.newProxyInstance(
                FeatureContext.class.getClassLoader(), new Class<?>[] {FeatureContext.class}, (proxy, called, none) -> {
                    throw new UnsupportedOperationException(called.getName());
                });
    }
}
