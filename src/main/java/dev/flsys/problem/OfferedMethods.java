package dev.flsys.problem;

import jakarta.inject.Singleton;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;
import jakarta.ws.rs.container.DynamicFeature;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.FeatureContext;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.ext.Provider;
import java.lang.annotation.Annotation;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jboss.resteasy.reactive.server.core.ResteasyReactiveRequestContext;
import org.jboss.resteasy.reactive.server.spi.ResteasyReactiveContainerRequestContext;
import org.jspecify.annotations.Nullable;

/**
 * The {@code Allow} header of 405, which RFC 9110 (section 15.5.6) requires, and of {@code OPTIONS}: the methods of
 * exactly the requested path. RESTEasy Reactive sends no such header with 405. With {@code OPTIONS}, it sends the
 * methods of the whole resource class.
 */
@Provider
@Singleton
public final class OfferedMethods implements DynamicFeature, ContainerResponseFilter {

    private static final int METHOD_NOT_ALLOWED = 405;

    /** A part of a path template: {@code {name}} or {@code {name: expression}}. */
    private static final Pattern PARAMETER = Pattern.compile("\\{[^:}]+(?::\\s*([^}]+?)\\s*)?}");

    private final List<Offer> offers = new CopyOnWriteArrayList<>();

    /** @param parameters number of parameters in the template of the path */
    private record Offer(Pattern path, int parameters, String method) {}

    /** Called by the framework once for each resource method, before the first request. */
    @Override
    public void configure(ResourceInfo resource, FeatureContext context) {
        for (Annotation each : resource.getResourceMethod().getAnnotations()) {
            HttpMethod method = each.annotationType().getAnnotation(HttpMethod.class);
            if (method != null) {
                String template = template(resource.getResourceClass().getAnnotation(Path.class))
                        + template(resource.getResourceMethod().getAnnotation(Path.class));
                int parameters = (int) PARAMETER.matcher(template).results().count();
                offers.add(new Offer(path(template), parameters, method.value()));
            }
        }
    }

    @Override
    public void filter(ContainerRequestContext request, ContainerResponseContext response) {
        boolean isOptions = request.getMethod().equals(HttpMethod.OPTIONS) && response.getStatus() == 200;
        if (isOptions || response.getStatus() == METHOD_NOT_ALLOWED) {
            response.getHeaders().putSingle(HttpHeaders.ALLOW, String.join(", ", methodsOf(path(request))));
        }
    }

    /**
     * The methods that {@code path} offers; HEAD belongs to GET, and each path answers OPTIONS. Of the matching
     * templates, only the templates with the fewest parameters count.
     */
    Set<String> methodsOf(String path) {
        Set<String> methods = new TreeSet<>(Set.of(HttpMethod.OPTIONS));
        List<Offer> matching = offers.stream()
                .filter(offer -> offer.path().matcher(path).matches())
                .toList();
        int minimum = matching.stream().mapToInt(Offer::parameters).min().orElse(0);
        for (Offer offer : matching) {
            if (offer.parameters() == minimum) {
                methods.add(offer.method());
                if (offer.method().equals(HttpMethod.GET)) {
                    methods.add(HttpMethod.HEAD);
                }
            }
        }
        return methods;
    }

    /**
     * The path in the form in which it was sent. The methods of {@code UriInfo} fail if it is not a URI of RFC 2396.
     */
    private static String path(ContainerRequestContext request) {
        var context = ((ResteasyReactiveContainerRequestContext) request).getServerRequestContext();
        return ((ResteasyReactiveRequestContext) context).getPath();
    }

    private static String template(@Nullable Path path) {
        String value = path == null ? "" : path.value().replaceAll("^/+|/+$", "");
        return value.isEmpty() ? "" : "/" + value;
    }

    private static Pattern path(String template) {
        StringBuilder expression = new StringBuilder();
        Matcher parameter = PARAMETER.matcher(template);
        int end = 0;
        for (; parameter.find(); end = parameter.end()) {
            expression.append(Pattern.quote(template.substring(end, parameter.start())));
            String own = parameter.group(1);
            expression.append("(?:").append(own == null ? "[^/]+" : own).append(')');
        }
        return Pattern.compile(expression.append(Pattern.quote(template.substring(end))) + "/*");
    }
}
